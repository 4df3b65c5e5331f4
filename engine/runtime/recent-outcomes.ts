import type { ReadStores, StepOutcomeRecord } from '../ports/read-stores'

/** Each may hold a value of the size that rows hold (contract/content.ts): this many bound the memory. */
const KEPT = 256

/**
 * Outcomes of steps that have just ended: whoever needs them begins next, and asks for what this process wrote a moment
 * ago. Only what is committed may be kept, and only what never changes: how a step ended. All else is read.
 */
export class RecentOutcomes {
  readonly #read: Pick<ReadStores, 'outcomes'>
  readonly #kept = new Map<string, StepOutcomeRecord>()

  constructor(read: Pick<ReadStores, 'outcomes'>) {
    this.#read = read
  }

  keep(runId: string, outcome: StepOutcomeRecord): void {
    this.#kept.set(keyOf(runId, outcome.stepId), outcome)
    const oldest = this.#kept.keys().next()
    if (this.#kept.size > KEPT && !oldest.done) this.#kept.delete(oldest.value)
  }

  /** As `ReadStores.outcomes`. */
  async of(runId: string, stepIds: Iterable<string>): Promise<readonly StepOutcomeRecord[]> {
    const found: StepOutcomeRecord[] = []
    const missing: string[] = []
    for (const stepId of stepIds) {
      const kept = this.#kept.get(keyOf(runId, stepId))
      if (kept === undefined) missing.push(stepId)
      else found.push(kept)
    }
    return missing.length === 0 ? found : [...found, ...(await this.#read.outcomes(runId, missing))]
  }
}

const keyOf = (runId: string, stepId: string): string => `${runId} ${stepId}`
