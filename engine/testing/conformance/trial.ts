import type { JsonObject } from '../../contract/json'

/** A step that a kind is put to. */
export interface Trial {
  /** Its `with`. */
  readonly with: JsonObject
  /** Steps that it needs, for values that no file can hold. */
  readonly before?: readonly JsonObject[]
  /** Makes files in the pipeline's folder. */
  prepare?(folder: string): Promise<void>
  /** Whether the step is at work by now; when it is not said, running is enough. */
  started?(folder: string): boolean
  /** It holds no worker while it waits, so that no attempt can run out of time. */
  readonly holdsNothing?: boolean
}

/** Why a kind cannot be put to something, as a sentence. */
export interface Excuse {
  readonly because: string
}

/** Several of them, each of its own shape. */
export const trials = (...list: readonly Trial[]): readonly Trial[] => list
