import type { Program } from '../../engine/testing/torture/engine-process'

/** What a part came to: figures to be read, and what is not as it must be. */
export interface PartResult {
  readonly figures: readonly (readonly [what: string, figure: string])[]
  readonly findings: readonly string[]
}

export interface PartOptions {
  /** Starts an engine to be tormented. */
  readonly program: Program
  /** Empty, and the part's own. */
  readonly folder: string
  readonly seed: number
  /** When it should come to its end (epoch ms), whether it has done everything or not. */
  readonly until: number
  /** The folder of the project. */
  readonly sources: string
  readonly progress: (text: string) => void
}

/** One kind of torment. */
export interface Part {
  readonly name: string
  /** What is done to the engine. */
  readonly title: string
  /** Of the hour that the whole takes. */
  readonly minutes: number
  /** Why it cannot be done here, in a sentence; null when it can. */
  missing?(): string | null
  run(options: PartOptions): Promise<PartResult>
}
