import type { FailureNotice } from '../../engine/contract/events'

/** So many runs are remembered; an engine that comes back names fewer. */
const REMEMBERED = 1000

/** Remembers whose failure was heard of, so that a run is told once: by its first failed step, or by itself. */
export class ToldRuns {
  readonly #runs = new Set<string>()

  /** Those of runs that nothing was heard of before, one a run, in their order. */
  unheard(failures: readonly FailureNotice[]): FailureNotice[] {
    return failures.filter(({ runId }) => {
      if (this.#runs.has(runId)) return false
      this.#runs.add(runId)
      if (this.#runs.size > REMEMBERED) this.#forgetOldest()
      return true
    })
  }

  #forgetOldest(): void {
    for (const run of this.#runs) {
      this.#runs.delete(run)
      return
    }
  }
}
