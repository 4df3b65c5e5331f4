import { type GraphNode, inOrder } from './graph'

/** A set of steps, a bit for each. */
type Bits = bigint

const NONE: Bits = 0n

/**
 * Answers "is it upstream?" for any two steps of a graph without cycles. One row of bits a step: for 2,000 steps that
 * is half a megabyte and a few million operations, where a search for each question could take minutes.
 */
export class Ancestry {
  readonly #own = new Map<string, Bits>()
  readonly #above = new Map<string, Bits>()

  constructor(steps: readonly GraphNode[]) {
    for (const [place, { id, needs }] of inOrder(steps).entries()) {
      const near = needs.map(({ step }) => this.#of(this.#own, step) | this.#of(this.#above, step))
      this.#own.set(id, 1n << BigInt(place))
      this.#above.set(
        id,
        near.reduce((all, each) => all | each, NONE),
      )
    }
  }

  /** Whether `candidate` always ends before `step` starts. */
  isUpstream(candidate: string, step: string): boolean {
    return (this.#of(this.#own, candidate) & this.#of(this.#above, step)) !== NONE
  }

  /** Of a step that is not there, none. */
  #of(rows: ReadonlyMap<string, Bits>, id: string): Bits {
    return rows.get(id) ?? NONE
  }
}
