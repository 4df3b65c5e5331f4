import { EngineError } from '../core/shared/engine-error'
import type { ReadStores, RunFacts } from '../ports/read-stores'

const KEPT = 500

/** Facts of runs, read once for all steps of each; the oldest give way. */
export class RunFactsReader {
  readonly #read: ReadStores
  readonly #known = new Map<string, RunFacts>()

  constructor(read: ReadStores) {
    this.#read = read
  }

  async of(runId: string): Promise<RunFacts> {
    const known = this.#known.get(runId)
    if (known !== undefined) return known
    const facts = await this.#read.runFacts(runId)
    if (facts === null) throw new EngineError('run_not_found', `There is no run ${runId}.`)
    this.#known.set(runId, facts)
    const oldest = this.#known.keys().next()
    if (this.#known.size > KEPT && !oldest.done) this.#known.delete(oldest.value)
    return facts
  }
}
