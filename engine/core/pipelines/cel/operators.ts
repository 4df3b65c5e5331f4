import type { Json, JsonObject } from '../../../contract/json'
import type { Budget } from './budget'
import { ExpressionFailure } from './expression-failure'
import { placeOf } from './search-text'
import { finite, isList, isMap, aType } from './values'
import { written } from './written'

export type BinaryOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | '+' | '-' | '*' | '/' | '%'

/** Numbers are doubles throughout, as in JSON: `5 / 2` is 2.5, whatever was written where. */
export function applyBinary(operator: BinaryOperator, left: Json, right: Json, budget: Budget): Json {
  switch (operator) {
    case '==':
      return equal(left, right, budget)
    case '!=':
      return !equal(left, right, budget)
    case '+':
      return add(left, right, budget)
    case 'in':
      return isIn(left, right, budget)
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(operator, left, right, budget)
    default:
      return calculate(operator, left, right)
  }
}

/** Two lists of one length, or the values of two maps, and how many of them have been compared. */
interface Pairs {
  readonly left: readonly Json[]
  readonly right: readonly (Json | undefined)[]
  done: number
}

/** By content, of any two values; different types are never equal. */
export function equal(left: Json, right: Json, budget: Budget): boolean {
  const open: Pairs[] = [{ left: [left], right: [right], done: 0 }]
  for (let pairs = open.at(-1); pairs !== undefined; pairs = open.at(-1)) {
    const value = pairs.left[pairs.done]
    if (value === undefined) {
      open.pop()
      continue
    }
    budget.spend(1)
    const inside = compared(value, pairs.right[pairs.done], budget)
    if (inside === false) return false
    if (inside !== true) open.push(inside)
    pairs.done++
  }
  return true
}

/** Whether the two are equal, or what is inside them when they are as far as that. */
function compared(left: Json, right: Json | undefined, budget: Budget): boolean | Pairs {
  if (typeof left === 'string' && typeof right === 'string' && left.length === right.length) budget.read(left.length)
  if (left === right) return true
  if (isList(left) && isList(right)) return left.length === right.length && { left, right, done: 0 }
  return isMap(left) && isMap(right) && valuesOf(left, right, budget)
}

function valuesOf(left: JsonObject, right: JsonObject, budget: Budget): Pairs | false {
  const keys = budget.keysOf(left)
  if (budget.keysOf(right).length !== keys.length) return false
  budget.spend(keys.length)
  if (!keys.every((key) => Object.hasOwn(right, key))) return false
  return { left: Object.values(left), right: keys.map((key) => right[key]), done: 0 }
}

function add(left: Json, right: Json, budget: Budget): Json {
  if (typeof left === 'number' && typeof right === 'number') return finite(left + right)
  if (isList(left) && isList(right)) {
    budget.items(left.length + right.length)
    return budget.made([...left, ...right])
  }
  if (typeof left !== 'string' && typeof right !== 'string') throw unfit('+', left, right)
  const first = written(left, budget)
  const second = written(right, budget)
  budget.characters(first.length + second.length)
  return first + second
}

function isIn(wanted: Json, where: Json, budget: Budget): boolean {
  if (isList(where)) return where.some((item) => equal(item, wanted, budget))
  if (typeof wanted === 'string' && isMap(where)) return Object.hasOwn(where, wanted)
  if (typeof wanted === 'string' && typeof where === 'string') return placeOf(where, wanted, budget) !== -1
  throw unfit('in', wanted, where)
}

function compare(operator: '<' | '<=' | '>' | '>=', left: Json, right: Json, budget: Budget): boolean {
  const order = orderOf(left, right, budget)
  if (order === null) throw unfit(operator, left, right)
  switch (operator) {
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
  }
}

/** Negative when left comes first; null when the two have no order. Texts compare by code unit, the same everywhere. */
export function orderOf(left: Json, right: Json, budget: Budget): number | null {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  if (typeof left !== 'string' || typeof right !== 'string') return null
  budget.read(Math.min(left.length, right.length))
  if (left === right) return 0
  return left < right ? -1 : 1
}

function calculate(operator: '-' | '*' | '/' | '%', left: Json, right: Json): number {
  if (typeof left !== 'number' || typeof right !== 'number') throw unfit(operator, left, right)
  switch (operator) {
    case '-':
      return finite(left - right)
    case '*':
      return finite(left * right)
    case '/':
    case '%':
      if (right === 0) throw new ExpressionFailure('it divides by zero.')
      return finite(operator === '/' ? left / right : left % right)
  }
}

const unfit = (operator: string, left: Json, right: Json) => new ExpressionFailure(`\`${operator}\` does not work between ${aType(left)} and ${aType(right)}.`)
