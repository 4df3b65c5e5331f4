import type { GraphNode } from './graph'

/**
 * Answers "is it upstream?" for any two steps of a graph without cycles. One row of bits a step: for 2,000 steps that
 * is half a megabyte and a few million operations, where a search for each question could take minutes.
 */
export class Ancestry {
  readonly #place: ReadonlyMap<string, number>
  readonly #rows: readonly Uint32Array[]

  constructor(steps: readonly GraphNode[]) {
    this.#place = new Map(steps.map((step, index) => [step.id, index]))
    const width = Math.ceil(steps.length / 32)
    this.#rows = steps.map(() => new Uint32Array(width))
    for (const index of this.#inOrder(steps)) this.#fill(index, steps)
  }

  /** Whether `candidate` always ends before `step` starts. */
  isUpstream(candidate: string, step: string): boolean {
    const bit = this.#place.get(candidate)
    const row = this.#rows[this.#place.get(step) ?? -1]
    return bit !== undefined && row !== undefined && ((row[bit >> 5] ?? 0) & (1 << (bit & 31))) !== 0
  }

  #fill(index: number, steps: readonly GraphNode[]): void {
    const row = this.#rows[index]
    for (const need of steps[index]?.needs ?? []) {
      const needed = this.#place.get(need.step)
      if (needed === undefined || row === undefined) continue
      this.#rows[needed]?.forEach((bits, word) => (row[word] = (row[word] ?? 0) | bits))
      row[needed >> 5] = (row[needed >> 5] ?? 0) | (1 << (needed & 31))
    }
  }

  /** Needed steps before those that need them (Kahn, 1962). */
  #inOrder(steps: readonly GraphNode[]): readonly number[] {
    const waiting = steps.map((step) => step.needs.filter((need) => this.#place.has(need.step)).length)
    const dependants: number[][] = steps.map(() => [])
    steps.forEach((step, index) => step.needs.forEach((need) => dependants[this.#place.get(need.step) ?? -1]?.push(index)))
    const order = waiting.flatMap((count, index) => (count === 0 ? [index] : []))
    for (const index of order) {
      for (const dependant of dependants[index] ?? []) {
        const left = (waiting[dependant] ?? 0) - 1
        waiting[dependant] = left
        if (left === 0) order.push(dependant)
      }
    }
    return order
  }
}
