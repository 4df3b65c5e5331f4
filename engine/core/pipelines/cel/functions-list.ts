import type { Json } from '../../../contract/json'
import type { ExpressionFunction, FunctionCall } from './function-call'
import { orderOf } from './operators'
import { isList, isMap, aType } from './values'

export const LIST_FUNCTIONS: readonly ExpressionFunction[] = [
  {
    name: 'size',
    signature: 'size(value)',
    summary: 'How many characters a text, items a list or keys a map has.',
    example: 'size([1, 2, 3])',
    result: '3',
    arity: [1, 1],
    call: size,
  },
  {
    name: 'range',
    signature: 'range(count)',
    summary: 'The whole numbers from 0 up to, not including, the count.',
    example: 'range(3)',
    result: '[0,1,2]',
    arity: [1, 1],
    call: (given) => {
      const count = given.position(0, Number.MAX_SAFE_INTEGER)
      given.budget.items(count)
      return Array.from({ length: count }, (_, index) => index)
    },
  },
  {
    name: 'first',
    signature: 'first(list)',
    summary: 'The first item; null when the list is empty.',
    example: 'first(["a", "b"])',
    result: '"a"',
    arity: [1, 1],
    call: (given) => given.list(0).at(0) ?? null,
  },
  {
    name: 'last',
    signature: 'last(list)',
    summary: 'The last item; null when the list is empty.',
    example: 'last(["a", "b"])',
    result: '"b"',
    arity: [1, 1],
    call: (given) => given.list(0).at(-1) ?? null,
  },
  {
    name: 'slice',
    signature: 'slice(list, from, to?)',
    summary: 'The items from one position up to, not including, another; to the end without it.',
    example: '[1, 2, 3, 4].slice(1, 3)',
    result: '[2,3]',
    arity: [2, 3],
    call: (given) => {
      const list = given.list(0)
      const from = given.position(1, list.length)
      const to = given.values.length > 2 ? given.position(2, list.length) : list.length
      given.budget.items(Math.max(0, to - from))
      return given.budget.made(list.slice(from, to))
    },
  },
  {
    name: 'sort',
    signature: 'sort(list)',
    summary: 'The items, all numbers or all texts, from small to large.',
    example: 'sort([3, 1, 2])',
    result: '[1,2,3]',
    arity: [1, 1],
    call: sorted,
  },
  {
    name: 'keys',
    signature: 'keys(map)',
    summary: 'The keys of a map.',
    example: 'keys({"a": 1, "b": 2})',
    result: '["a","b"]',
    arity: [1, 1],
    call: (given) => counted(given, given.budget.keysOf(given.map(0))),
  },
  {
    name: 'values',
    signature: 'values(map)',
    summary: 'The values of a map.',
    example: 'values({"a": 1, "b": 2})',
    result: '[1,2]',
    arity: [1, 1],
    call: (given) => {
      given.budget.keysOf(given.map(0))
      return counted(given, Object.values(given.map(0)))
    },
  },
]

function size(given: FunctionCall): number {
  const value = given.value(0)
  if (typeof value === 'string') {
    // Character by character takes longer than the host does with a whole text.
    given.budget.read(value.length)
    return lengthOf(given.text(0))
  }
  if (isList(value)) return value.length
  if (isMap(value)) return given.budget.keysOf(value).length
  return given.fail(`wants a string, a list or a map, not ${aType(value)}.`)
}

const FIRST_HALF = /[\ud800-\udbff]/

/** As the iterator counts: two halves that belong together are one character. */
function lengthOf(text: string): number {
  if (!FIRST_HALF.test(text)) return text.length
  let length = 0
  for (let at = 0; at < text.length; at++) {
    length++
    if ((text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) at++
  }
  return length
}

/** Comparisons of a sort in the time of one step. */
const COMPARISONS_A_STEP = 8

function sorted(given: FunctionCall): Json {
  const list = counted(given, given.list(0))
  given.budget.spend((list.length * Math.log2(list.length + 1)) / COMPARISONS_A_STEP)
  return [...list].sort((a, b) => orderOf(a, b, given.budget) ?? given.fail(`cannot put ${aType(a)} and ${aType(b)} in order.`))
}

function counted<T extends Json>(given: FunctionCall, list: readonly T[]): readonly T[] {
  given.budget.items(list.length)
  return given.budget.made(list)
}
