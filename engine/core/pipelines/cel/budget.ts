import type { RE2JS } from 're2js'
import type { Json, JsonObject } from '../../../contract/json'
import { ExpressionFailure } from './expression-failure'
import { finite, isList, isMap } from './values'

/**
 * Steps that one evaluation may take: usually less than a third of a second, two thirds at the worst that was found, and a few
 * seconds where the machine is slow. Making a record of ten values of each of 50,000 rows takes nearly all of them.
 */
export const MAX_STEPS = 3_000_000
/** Items of a list that an expression makes. */
export const MAX_ITEMS = 100_000
/** Characters, as JSON, of what an expression makes. What it only passes on is not counted. */
export const MAX_CHARACTERS = 16 * 1024 * 1024
const MAX_DEPTH = 500
/** Values that are measured in the time of one step. */
const NODES_A_STEP = 2
/** Characters that are looked through, compared or written in the time of one step. */
const CHARACTERS_A_STEP = 64
/** Of a larger map the keys are gathered from a table, each time anew. */
const LARGE_MAP = 1000
const STEPS_A_LARGE_KEY = 5

/** What is smaller is measured again sooner than it is looked up. */
const STEPS_WORTH_REMEMBERING = 16

const tooLarge = () => new ExpressionFailure('its result grows too large (more than 16 million characters).', 'limit')

const INSTEAD = 'Do this in a `script` step, or go over the list with `map`, a part of it at a time.'

interface Measure {
  readonly weight: number
  /** What it cost to go through the value, and costs whoever does it again. */
  readonly steps: number
}

/**
 * What may be used by all that is evaluated in one go: nothing else happens meanwhile, not even a cancel. CEL always
 * ends, but `range(9999).map(a, range(9999).map(…))` would take years.
 */
export class Budget {
  #steps = MAX_STEPS
  #stepsBefore = MAX_STEPS
  /** Shared parts are measured once, yet counted as often as they occur, as they will be written. */
  readonly #measures = new WeakMap<object, Measure>()
  /** Compiled once, however often an expression asks. */
  readonly patterns = new Map<string, RE2JS>()

  spend(steps: number): void {
    this.#steps -= steps
    if (this.#steps >= 0) return
    const together = this.#stepsBefore < MAX_STEPS ? 'with those before it, ' : ''
    throw new ExpressionFailure(`${together}it takes too many evaluation steps (more than ${MAX_STEPS / 1_000_000} million). ${INSTEAD}`, 'limit')
  }

  /** Call before each of several expressions, so that the one for which too few steps were left is not blamed alone. */
  next(): void {
    this.#stepsBefore = this.#steps
  }

  /** Call before so many characters are looked through or compared. */
  read(characters: number): void {
    this.spend(characters / CHARACTERS_A_STEP)
  }

  /** Call before a list of so many items is made. */
  items(count: number): void {
    if (count > MAX_ITEMS) throw new ExpressionFailure(`it makes a list of more than ${MAX_ITEMS} items.`, 'limit')
    this.spend(count)
  }

  /** Call before a text of so many characters is made. */
  characters(count: number): void {
    if (count > MAX_CHARACTERS) throw tooLarge()
    this.read(count)
  }

  keysOf(map: JsonObject): readonly string[] {
    const keys = Object.keys(map)
    this.spend(keys.length > LARGE_MAP ? keys.length * STEPS_A_LARGE_KEY : keys.length / NODES_A_STEP)
    return keys
  }

  /** Checks a list or map that was just made. */
  made<T extends Json>(value: T): T {
    this.#measureOf(value)
    return value
  }

  /** Call before the value is written out: all of it is gone through, however often that was done before. */
  walk(value: Json): void {
    const known = isContainer(value) ? this.#measures.get(value) : undefined
    if (known === undefined) this.#measureOf(value)
    else this.spend(known.steps)
  }

  #measureOf(value: Json): Measure {
    if (!isContainer(value)) return { weight: weightOf(value), steps: 0 }
    const known = this.#measures.get(value)
    if (known !== undefined) return known
    const measure = this.#measure(value)
    if (measure.steps > STEPS_WORTH_REMEMBERING) this.#measures.set(value, measure)
    return measure
  }

  #measure(whole: Container): Measure {
    const open = [{ value: whole, depth: 1 }]
    const before = this.#steps
    let weight = 0
    let steps = 0
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { value, depth } = next
      const known = this.#measures.get(value)
      weight += known?.weight ?? this.#ownWeight(value)
      steps += known?.steps ?? 0
      if (known === undefined) {
        if (depth > MAX_DEPTH) throw new ExpressionFailure(`its value is nested more than ${MAX_DEPTH} levels deep.`, 'limit')
        for (const item of isList(value) ? value : Object.values(value)) {
          if (isContainer(item)) open.push({ value: item, depth: depth + 1 })
          else weight += weightOf(item)
        }
      }
      if (weight > MAX_CHARACTERS) throw tooLarge()
    }
    return { weight, steps: steps + before - this.#steps }
  }

  /** Of the list or map alone, without what is inside it. */
  #ownWeight(value: Container): number {
    this.spend(1 / NODES_A_STEP)
    if (isMap(value)) return this.keysOf(value).reduce((sum, key) => sum + key.length + 4, 2)
    this.spend(value.length / NODES_A_STEP)
    return 4
  }
}

type Container = JsonObject | readonly Json[]

const isContainer = (value: Json): value is Container => typeof value === 'object' && value !== null

function weightOf(value: Exclude<Json, Container>): number {
  if (typeof value === 'string') return value.length + 2
  if (typeof value === 'number') finite(value)
  return 4
}
