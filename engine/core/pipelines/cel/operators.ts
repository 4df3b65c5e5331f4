import type { Json } from '../../../contract/json'
import type { Budget } from './budget'
import { ExpressionFailure } from './expression-failure'
import { asText, finite, isList, isMap, aType } from './values'

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
      return compare(operator, left, right)
    default:
      return calculate(operator, left, right)
  }
}

/** By content, of any two values; different types are never equal. */
export function equal(left: Json, right: Json, budget: Budget): boolean {
  const open: (readonly [Json, Json | undefined])[] = [[left, right]]
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    budget.spend(1)
    const [a, b] = pair
    if (a === b) continue
    if (isList(a) && isList(b) && a.length === b.length) a.forEach((item, index) => open.push([item, b[index]]))
    else if (isMap(a) && isMap(b) && Object.keys(a).length === Object.keys(b).length) {
      for (const [key, value] of Object.entries(a)) {
        if (!Object.hasOwn(b, key)) return false
        open.push([value, b[key]])
      }
    } else return false
  }
  return true
}

function add(left: Json, right: Json, budget: Budget): Json {
  if (typeof left === 'number' && typeof right === 'number') return finite(left + right)
  if (isList(left) && isList(right)) {
    budget.items(left.length + right.length)
    return budget.made([...left, ...right])
  }
  if (typeof left !== 'string' && typeof right !== 'string') throw unfit('+', left, right)
  budget.characters(budget.weigh(left) + budget.weigh(right))
  return asText(left) + asText(right)
}

function isIn(wanted: Json, where: Json, budget: Budget): boolean {
  if (isList(where)) return where.some((item) => equal(item, wanted, budget))
  if (typeof wanted === 'string' && isMap(where)) return Object.hasOwn(where, wanted)
  if (typeof wanted === 'string' && typeof where === 'string') return where.includes(wanted)
  throw unfit('in', wanted, where)
}

function compare(operator: '<' | '<=' | '>' | '>=', left: Json, right: Json): boolean {
  const order = orderOf(left, right)
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
export function orderOf(left: Json, right: Json): number | null {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  if (typeof left !== 'string' || typeof right !== 'string') return null
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
