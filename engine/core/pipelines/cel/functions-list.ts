import type { Json } from '../../../contract/json'
import { CHARACTERS_A_STEP, type ExpressionFunction, type FunctionCall } from './function-call'
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
      return counted(given, list.slice(given.position(1, list.length), given.values.length > 2 ? given.position(2, list.length) : list.length))
    },
  },
  {
    name: 'sort',
    signature: 'sort(list)',
    summary: 'The items, all numbers or all texts, from small to large.',
    example: 'sort([3, 1, 2])',
    result: '[1,2,3]',
    arity: [1, 1],
    call: (given) => [...counted(given, given.list(0))].sort((a, b) => orderOf(a, b) ?? given.fail(`cannot put ${aType(a)} and ${aType(b)} in order.`)),
  },
  {
    name: 'keys',
    signature: 'keys(map)',
    summary: 'The keys of a map.',
    example: 'keys({"a": 1, "b": 2})',
    result: '["a","b"]',
    arity: [1, 1],
    call: (given) => counted(given, Object.keys(given.map(0))),
  },
  {
    name: 'values',
    signature: 'values(map)',
    summary: 'The values of a map.',
    example: 'values({"a": 1, "b": 2})',
    result: '[1,2]',
    arity: [1, 1],
    call: (given) => counted(given, Object.values(given.map(0))),
  },
]

/** Keys that are counted in the time of one step. */
const KEYS_A_STEP = 2

function size(given: FunctionCall): number {
  const value = given.value(0)
  if (typeof value === 'string') {
    given.budget.spend(Math.ceil(value.length / CHARACTERS_A_STEP))
    return [...value].length
  }
  if (isList(value)) return value.length
  if (isMap(value)) {
    const count = Object.keys(value).length
    given.budget.spend(Math.ceil(count / KEYS_A_STEP))
    return count
  }
  return given.fail(`wants a string, a list or a map, not ${aType(value)}.`)
}

function counted<T extends Json>(given: FunctionCall, list: readonly T[]): readonly T[] {
  given.budget.items(list.length)
  return given.budget.made(list)
}
