import { EngineError } from '../core/shared/engine-error'
import type { ReadStores, RunFacts } from '../ports/read-stores'

const MOST_KEPT = 500
/** A run's input may have a MiB of its own: bytes of JSON, which take some times as much memory as values. */
const MOST_BYTES = 8 * 1024 * 1024

/** Facts of runs, read once for all steps of each; the oldest give way. */
export class RunFactsReader {
  readonly #read: ReadStores
  readonly #known = new Map<string, { readonly facts: RunFacts; readonly bytes: number }>()
  #bytes = 0

  constructor(read: ReadStores) {
    this.#read = read
  }

  async of(runId: string): Promise<RunFacts> {
    const known = this.#known.get(runId)
    if (known !== undefined) return known.facts
    const row = await this.#read.runFacts(runId)
    if (row === null) throw new EngineError('run_not_found', `There is no run ${runId}.`)
    const { hasOrigin, inputBytes, ...found } = row
    const facts: RunFacts = { ...found, earlierRuns: hasOrigin ? await this.#read.earlierRuns(runId) : [] }
    this.#keep(runId, facts, inputBytes)
    return facts
  }

  #keep(runId: string, facts: RunFacts, bytes: number): void {
    // Whoever asked at the same time has kept it already.
    if (this.#known.has(runId)) return
    this.#known.set(runId, { facts, bytes })
    this.#bytes += bytes
    for (const [oldest, kept] of this.#known) {
      if (this.#known.size <= MOST_KEPT && this.#bytes <= MOST_BYTES) return
      this.#known.delete(oldest)
      this.#bytes -= kept.bytes
    }
  }
}
