import type { Json, JsonObject } from '../../../contract/json'
import type { Budget } from './budget'
import { ExpressionFailure } from './expression-failure'
import { isList, isMap, aType } from './values'

/** What documentation and completion say about a function. */
export interface FunctionDoc {
  readonly name: string
  /** `join(list, separator)` */
  readonly signature: string
  readonly summary: string
  /** A complete expression; a test evaluates it. */
  readonly example: string
  /** What the example gives, as JSON. */
  readonly result: string
}

export interface ExpressionFunction extends FunctionDoc {
  /** How many arguments, at least and at most. A call on a value (`list.size()`) counts that value as the first. */
  readonly arity: readonly [least: number, most: number]
  readonly call: (given: FunctionCall) => Json
}

/** The arguments of one call, each read as the type the function wants. */
export class FunctionCall {
  constructor(
    readonly name: string,
    readonly values: readonly Json[],
    readonly budget: Budget,
  ) {}

  value(index: number): Json {
    return this.values[index] ?? null
  }

  text(index: number): string {
    const value = this.value(index)
    if (typeof value !== 'string') return this.#refuse(index, 'string', value)
    // Whatever looks through a long text takes as long as it.
    this.budget.read(value.length)
    return value
  }

  number(index: number): number {
    const value = this.value(index)
    return typeof value === 'number' ? value : this.#refuse(index, 'number', value)
  }

  /** A whole number from 0, cut to the length of what it counts in. */
  position(index: number, length: number): number {
    const value = this.number(index)
    if (!Number.isInteger(value) || value < 0) throw new ExpressionFailure(`\`${this.name}\` counts in whole numbers from 0, not ${value}.`)
    return Math.min(value, length)
  }

  list(index: number): readonly Json[] {
    const value = this.value(index)
    return isList(value) ? value : this.#refuse(index, 'list', value)
  }

  map(index: number): JsonObject {
    const value = this.value(index)
    return isMap(value) ? value : this.#refuse(index, 'map', value)
  }

  numbers(index: number): readonly number[] {
    return this.list(index).map((item) => (typeof item === 'number' ? item : this.#refuse(index, 'list of numbers', item)))
  }

  fail(message: string): never {
    throw new ExpressionFailure(`\`${this.name}\` ${message}`)
  }

  #refuse(index: number, wanted: string, value: Json): never {
    const which = this.values.length === 1 ? 'its argument' : `argument ${index + 1}`
    return this.fail(`wants a ${wanted} as ${which}, not ${aType(value)}.`)
  }
}
