import type { Excuse, Trial } from './trial'
import type { World } from './world'

/** What a kind of step is put to, to show that it keeps the promises of every kind. One for each, in `cases/`. */
export interface ConformanceCase {
  /** Ends well, soon. */
  good(world: World): Trial
  /** Would take minutes, unless it is stopped. */
  endless(world: World): Trial | Excuse
  /** Would give out more than a step may. */
  flood(world: World): Trial | Excuse
  /** Reads a secret, or is told one, and gives it away as well as it can: in what it gives out, in its log, in its failure. */
  telling(world: World): readonly Trial[]
  /** Places of `good`'s `with` (dot separated) that take the worst that an expression can give. */
  readonly exposed: readonly string[]
}
