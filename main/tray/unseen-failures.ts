import type { FailureNotice } from '../../engine/contract/events'

/** What failed since the person last looked: runs, and runs of which only steps have failed so far. */
export class UnseenFailures {
  readonly #runs = new Map<string, 'run' | 'step'>()

  add(failures: readonly FailureNotice[]): void {
    for (const { runId, stepId } of failures) {
      if (stepId === null) this.#runs.set(runId, 'run')
      else if (!this.#runs.has(runId)) this.#runs.set(runId, 'step')
    }
  }

  /** The person looks. */
  clear(): void {
    this.#runs.clear()
  }

  get count(): { readonly runs: number; readonly stepsOf: number } {
    const kinds = [...this.#runs.values()]
    const runs = kinds.filter((kind) => kind === 'run').length
    return { runs, stepsOf: kinds.length - runs }
  }
}
