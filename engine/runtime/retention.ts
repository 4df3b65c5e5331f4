import type { Artifacts } from '../ports/artifacts'
import type { Clock } from '../ports/clock'
import type { Logger } from '../ports/logger'
import type { ReadStores } from '../ports/read-stores'
import type { RunFolders } from '../ports/run-folders'
import type { SettingsReader } from '../ports/settings'
import type { UnitOfWork } from '../ports/unit-of-work'
import { Loop } from './loop'

export interface RetentionDeps {
  readonly read: ReadStores
  readonly unitOfWork: UnitOfWork
  readonly settings: SettingsReader
  readonly artifacts: Artifacts
  readonly folders: RunFolders
  readonly clock: Clock
  readonly logger: Logger
}

const DAY = 86_400_000
const EVERY_MS = 10 * 60_000
/** Runs that one tick takes out; more come with the next, at once. */
const RUNS = 100
/** Rows of one transaction: others wait for no more than these. */
const ROWS = 500
/** An artifact is put before the row that refers to it: what is younger than this may be about to be held. */
const GRACE_MS = 60 * 60_000

/**
 * Removes ended runs that the settings let go, a little at a time: the run first, so that nobody meets half of one, then
 * its rows, its folder, and the artifacts that nobody else holds. A removal that was cut off is gone on with.
 */
export class Retention {
  readonly #deps: RetentionDeps
  readonly #loop: Loop
  #orphansDueAt = 0

  constructor(deps: RetentionDeps) {
    this.#deps = deps
    const { clock, logger } = deps
    this.#loop = new Loop({ name: 'retention', everyMs: EVERY_MS, tick: () => this.#tick(), clock, logger })
  }

  start(): void {
    this.#loop.start()
  }

  async stop(): Promise<void> {
    await this.#loop.stop()
  }

  async #tick(): Promise<number | null> {
    const { clock, logger } = this.#deps
    await this.#finishRemovals()
    const begun = await this.#begin()
    if (begun > 0) logger.info('old runs are removed', { count: begun })
    await this.#finishRemovals()
    if (begun === RUNS) return clock.now()
    if (clock.now() >= this.#orphansDueAt) {
      await this.#removeOrphans()
      this.#orphansDueAt = clock.now() + DAY
    }
    return null
  }

  async #begin(): Promise<number> {
    const { read, settings, unitOfWork, clock } = this.#deps
    const { days, runsPerPipeline } = (await settings.get()).history
    const now = clock.now()
    const due = await read.removableRuns({ endedBefore: days === null ? null : now - days * DAY, mostPerPipeline: runsPerPipeline, limit: RUNS })
    for (const runId of due) await unitOfWork.run((tx) => tx.removals.begin(runId, now))
    return due.length
  }

  async #finishRemovals(): Promise<void> {
    const { read } = this.#deps
    for (let open = await read.removals(RUNS); open.length > 0; open = await read.removals(RUNS)) for (const runId of open) await this.#finish(runId)
  }

  async #finish(runId: string): Promise<void> {
    const { unitOfWork, folders } = this.#deps
    while ((await unitOfWork.run((tx) => tx.removals.removeRows(runId, ROWS))) > 0);
    await folders.remove(runId)
    await this.#collect(await unitOfWork.run((tx) => tx.removals.finish(runId)))
  }

  /** Those among them that no run holds. What is left, since it is young or the process died here, is found among the orphans. */
  async #collect(artifacts: readonly string[]): Promise<void> {
    const { unitOfWork, clock } = this.#deps
    for (let start = 0; start < artifacts.length; start += ROWS) {
      const unheld = await unitOfWork.run((tx) => tx.removals.unheld(artifacts.slice(start, start + ROWS)))
      for (const sha256 of unheld) await this.#deps.artifacts.remove(sha256, clock.now() - GRACE_MS)
    }
  }

  /** What was put and never held, or let go too young to be removed: a process was killed in between, or an attempt failed. */
  async #removeOrphans(): Promise<void> {
    for await (const batch of this.#deps.artifacts.all()) await this.#collect(batch)
  }
}
