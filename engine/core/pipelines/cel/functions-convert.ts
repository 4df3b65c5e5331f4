import type { Json } from '../../../contract/json'
import { readJson } from '../../shared/read-json'
import type { ExpressionFunction, FunctionCall } from './function-call'
import { finite, aType, typeName } from './values'
import { asJson, written } from './written'

export const CONVERT_FUNCTIONS: readonly ExpressionFunction[] = [
  {
    name: 'string',
    signature: 'string(value)',
    summary: 'The value as text; lists and maps as compact JSON.',
    example: 'string(1.5)',
    result: '"1.5"',
    arity: [1, 1],
    call: (given) => written(given.value(0), given.budget),
  },
  {
    name: 'int',
    signature: 'int(value)',
    summary: 'A number without its fraction, or the number that a text holds.',
    example: 'int("42")',
    result: '42',
    arity: [1, 1],
    call: (given) => Math.trunc(numberOf(given)),
  },
  {
    name: 'double',
    signature: 'double(value)',
    summary: 'The number that a text holds.',
    example: 'double("2.5")',
    result: '2.5',
    arity: [1, 1],
    call: numberOf,
  },
  {
    name: 'bool',
    signature: 'bool(value)',
    summary: 'True or false from the text `true` or `false`.',
    example: 'bool("true")',
    result: 'true',
    arity: [1, 1],
    call: (given) => {
      const value = given.value(0)
      if (value === true || value === 'true') return true
      if (value === false || value === 'false') return false
      return given.fail('wants true, false or one of them as text.')
    },
  },
  {
    name: 'type',
    signature: 'type(value)',
    summary: 'One of `null`, `bool`, `number`, `string`, `list`, `map`, as text.',
    example: 'type([1])',
    result: '"list"',
    arity: [1, 1],
    call: (given) => typeName(given.value(0)),
  },
  {
    name: 'json',
    signature: 'json(value)',
    summary: 'The value as compact JSON.',
    example: 'json({"a": [1, "b"]})',
    result: '"{\\"a\\":[1,\\"b\\"]}"',
    arity: [1, 1],
    call: (given) => asJson(given.value(0), given.budget),
  },
  {
    name: 'parseJson',
    signature: 'parseJson(text)',
    summary: 'The value that a JSON text holds.',
    example: 'parseJson("[1, 2]")',
    result: '[1,2]',
    arity: [1, 1],
    call: parsed,
  },
]

function numberOf(given: FunctionCall): number {
  const value = given.value(0)
  if (typeof value === 'number') return value
  const text = typeof value === 'string' ? given.text(0).trim() : ''
  const number = Number(text)
  if (text === '' || Number.isNaN(number)) return given.fail(`cannot read a number from ${brief(value)}.`)
  return finite(number)
}

/** Lists, maps and items of JSON that are read in the time of one step. */
const PARTS_A_STEP = 2

/** As many as there are at most: those inside of texts are counted, too. */
function partsOf(text: string): number {
  let parts = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === COMMA || code === BRACKET || code === BRACE) parts += 1
  }
  return parts
}
const [COMMA, BRACKET, BRACE] = [0x2c, 0x5b, 0x7b]

/** What reading takes is charged first, so a large text is not read over and over. */
function parsed(given: FunctionCall): Json {
  const text = given.text(0)
  given.budget.characters(text.length)
  given.budget.spend(partsOf(text) / PARTS_A_STEP)
  const value = readJson(text)
  return value === undefined ? given.fail(`cannot read ${brief(text)} as JSON.`) : given.budget.made(value)
}

function brief(value: Json): string {
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, 41)) : aType(value)
  return text.length > 42 ? `${text.slice(0, 40)}…"` : text
}
