import type { Json } from '../../../contract/json'
import { ExpressionFailure } from './expression-failure'
import { finite, isList, isMap } from './values'

/** Steps that one evaluation may take: about a tenth of a second. */
const MAX_STEPS = 1_000_000
/** Items of a list that an expression makes. */
export const MAX_ITEMS = 100_000
/** Characters, as JSON, of what an expression makes. What it only passes on is not counted. */
export const MAX_CHARACTERS = 16 * 1024 * 1024
const MAX_DEPTH = 500
/** Values that are measured in the time of one step. */
const NODES_A_STEP = 2

const tooLarge = () => new ExpressionFailure('its result grows too large (more than 16 million characters).', 'limit')

/** What one evaluation may use. CEL always ends, but `range(9999).map(a, range(9999).map(…))` would take years. */
export class Budget {
  #steps = MAX_STEPS
  /** Shared parts are measured once, yet counted as often as they occur, as they will be written. */
  readonly #weights = new WeakMap<object, number>()

  spend(steps: number): void {
    this.#steps -= steps
    if (this.#steps < 0) throw new ExpressionFailure('it takes too many steps (more than a million).', 'limit')
  }

  /** Call before a list of so many items is made. */
  items(count: number): void {
    if (count > MAX_ITEMS) throw new ExpressionFailure(`it makes a list of more than ${MAX_ITEMS} items.`, 'limit')
    this.spend(count)
  }

  /** Call before a text of so many characters is made. */
  characters(count: number): void {
    if (count > MAX_CHARACTERS) throw tooLarge()
  }

  /** Checks a list or map that was just made. */
  made<T extends Json>(value: T): T {
    this.weigh(value)
    return value
  }

  /** About how many characters the value has as JSON. */
  weigh(value: Json): number {
    if (!isList(value) && !isMap(value)) return weightOf(value)
    const known = this.#weights.get(value)
    if (known !== undefined) return known
    const weight = this.#measure(value)
    this.#weights.set(value, weight)
    return weight
  }

  #measure(whole: Json): number {
    const open: { readonly value: Json; readonly depth: number }[] = [{ value: whole, depth: 1 }]
    let weight = 0
    let nodes = 0
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { value, depth } = next
      nodes += 1
      const known = typeof value === 'object' && value !== null ? this.#weights.get(value) : undefined
      weight += known ?? weightOf(value)
      if (weight > MAX_CHARACTERS) throw tooLarge()
      if (known !== undefined) continue
      if (depth > MAX_DEPTH) throw new ExpressionFailure(`its value is nested more than ${MAX_DEPTH} levels deep.`, 'limit')
      if (isList(value)) for (const item of value) open.push({ value: item, depth: depth + 1 })
      else if (isMap(value)) for (const item of Object.values(value)) open.push({ value: item, depth: depth + 1 })
    }
    this.spend(Math.ceil(nodes / NODES_A_STEP))
    return weight
  }
}

/** Of the value alone, without what is inside it. */
function weightOf(value: Json): number {
  if (typeof value === 'string') return value.length + 2
  if (isMap(value)) return Object.keys(value).reduce((sum, key) => sum + key.length + 4, 2)
  if (typeof value === 'number') finite(value)
  return 4
}
