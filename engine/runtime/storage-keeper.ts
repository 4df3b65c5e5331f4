import type { StorageBackup, StorageCheck, StorageJob, StoragePhase, StorageRecord, StorageStatus, StorageTask } from '../contract/storage'
import { EngineError, toEngineError } from '../core/shared/engine-error'
import type { Bus } from '../ports/bus'
import type { Clock } from '../ports/clock'
import type { Logger } from '../ports/logger'
import type { ReadStores } from '../ports/read-stores'
import type { BackupReport, CheckReport, StorageCall, StoragePlace, StorageTasks, StorageWork } from '../ports/storage-work'
import type { UnitOfWork } from '../ports/unit-of-work'
import { keepStorageRecord, readStorageRecord } from '../usecases/storage-record'

export interface StorageKeeperDeps {
  readonly work: StorageWork
  readonly place: StoragePlace
  readonly read: Pick<ReadStores, 'setting'>
  readonly unitOfWork: UnitOfWork
  readonly bus: Bus
  readonly clock: Clock
  readonly logger: Logger
  /** Nothing that is referred to may go while a backup is made; returns how to let it go again. */
  keepArtifacts(): () => void
  /** Hears of each whole check. */
  checked(check: StorageCheck): void
}

/** Pages that one transaction gives back: others wait for these, some milliseconds. */
const PAGES_AT_ONCE = 128

type Running = StorageJob & { readonly state: 'running' }

const FIRST_PHASE: Readonly<Record<StorageTask, StoragePhase>> = { check: 'database', backup: 'copy', reclaim: 'space' }

/** What is done with a data folder beside its work, one task at a time, and the memory of what it came to. */
export class StorageKeeper implements StorageTasks {
  readonly #deps: StorageKeeperDeps
  #jobs = 0
  #job: StorageJob | null = null
  /** Of this engine, whether it could be stored or not. */
  #known: Partial<StorageRecord> = {}
  #stop = new AbortController()
  #ended: Promise<void> = Promise.resolve()

  constructor(deps: StorageKeeperDeps) {
    this.#deps = deps
  }

  async status(): Promise<StorageStatus> {
    // The task first: one that has ended is never told beside a record from before its end.
    const job = this.#job
    const [facts, record] = await Promise.all([this.#deps.place.facts(), this.#record()])
    return { ...facts, ...record, job }
  }

  check(): StorageJob {
    if (this.#job?.state === 'running' && this.#job.task === 'check') return this.#job
    return this.#begin('check', async (call) => this.#keepCheck(await this.#deps.work.check(call)))
  }

  async backup({ to, withKey }: { readonly to?: string | undefined; readonly withKey: boolean }): Promise<StorageJob> {
    const folder = await this.#deps.place.backupAt(to)
    return this.#begin('backup', async (call) => {
      const release = this.#deps.keepArtifacts()
      try {
        await this.#keepBackup(folder, await this.#deps.work.backup({ folder, withKey }, call))
      } finally {
        release()
      }
    })
  }

  async reclaim(): Promise<StorageJob> {
    const { canReclaim } = await this.#deps.place.facts()
    if (!canReclaim) throw new EngineError('request_invalid', 'This database file was made before free space could be given back while work goes on. New rows take the space first; docs/operations.md says how to make the file smaller.')
    return this.#begin('reclaim', (call) => this.#giveBack(call))
  }

  cancel(): StorageJob | null {
    if (this.#job?.state === 'running') this.#stop.abort()
    return this.#job
  }

  /** Calls off what runs; resolves when it has ended. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#ended
  }

  #begin(task: StorageTask, perform: (call: StorageCall) => Promise<void>): StorageJob {
    if (this.#job?.state === 'running') throw new EngineError('storage_busy', `There is another task at work on the data folder: ${WORDS[this.#job.task]}. Wait until it has ended, or cancel it.`)
    this.#stop = new AbortController()
    const { signal } = this.#stop
    const started: Running = { id: ++this.#jobs, task, state: 'running', phase: FIRST_PHASE[task], done: 0, total: 0, startedAt: this.#deps.clock.now(), endedAt: null, error: null }
    this.#job = started
    const tell: StorageCall['tell'] = (progress) => {
      if (this.#job?.id === started.id && this.#job.state === 'running') this.#job = { ...this.#job, ...progress }
    }
    this.#ended = perform({ signal, tell }).then(
      () => this.#end('done', null),
      (thrown: unknown) => (signal.aborted ? this.#end('cancelled', null) : this.#end('failed', toEngineError(thrown))),
    )
    return started
  }

  #end(state: 'done' | 'failed' | 'cancelled', error: EngineError | null): void {
    if (this.#job === null) return
    const { task } = this.#job
    this.#job = { ...this.#job, state, endedAt: this.#deps.clock.now(), error: error?.toInfo() ?? null }
    if (error === null) this.#deps.logger.info('a task on the data folder has ended', { task, state })
    else this.#deps.logger.error('a task on the data folder failed', { task, code: error.code, reason: error.message })
  }

  async #keepCheck({ findings, ...report }: CheckReport): Promise<void> {
    const at = this.#deps.clock.now()
    const check: StorageCheck = { ...report, findings: [...findings], at, tookMs: at - (this.#job?.startedAt ?? at) }
    const count = findings.length + report.further
    if (count > 0) this.#deps.logger.error('the data folder is damaged', { findings: count, first: findings[0]?.message ?? '' })
    this.#deps.checked(check)
    await this.#keep({ lastCheck: check })
  }

  async #keepBackup(folder: string, report: BackupReport): Promise<void> {
    const at = this.#deps.clock.now()
    const backup: StorageBackup = { ...report, folder, at, tookMs: at - (this.#job?.startedAt ?? at) }
    await this.#keep({ lastBackup: backup })
  }

  /** A database that is damaged may not take it: what was found is told all the same. */
  async #keep(part: Partial<StorageRecord>): Promise<void> {
    const { unitOfWork, clock, bus, logger } = this.#deps
    this.#known = { ...this.#known, ...part }
    try {
      const record = await this.#record()
      await unitOfWork.run(async (tx) => {
        await keepStorageRecord(tx, record, clock.now())
        tx.afterCommit(() => bus.publish({ type: 'settings' }))
      })
    } catch (thrown) {
      logger.warn('what a task on the data folder came to could not be stored', { reason: toEngineError(thrown).message })
    }
  }

  async #record(): Promise<StorageRecord> {
    try {
      return { ...(await readStorageRecord(this.#deps.read)), ...this.#known }
    } catch (thrown) {
      this.#deps.logger.warn('what was stored of earlier checks cannot be read', { reason: toEngineError(thrown).message })
      return { lastCheck: null, lastBackup: null, ...this.#known }
    }
  }

  async #giveBack(call: StorageCall): Promise<void> {
    const { unitOfWork, work } = this.#deps
    const giveBack = () => unitOfWork.run((tx) => tx.removals.giveBack(PAGES_AT_ONCE))
    const most = await giveBack()
    for (let left = most; left > 0 && !call.signal.aborted; left = await giveBack()) call.tell({ phase: 'space', done: most - left, total: most })
    await work.checkpoint(call)
    call.signal.throwIfAborted()
  }
}

const WORDS: Readonly<Record<StorageTask, string>> = { check: 'a check', backup: 'a backup', reclaim: 'space is being given back' }
