import { rm } from 'node:fs/promises'
import * as z from 'zod'
import { ThreadPool } from '../connectors/threads/thread-pool'
import { ERROR_CODES } from '../contract/errors'
import { backedUpKey, storageFinding, storagePhase } from '../contract/storage'
import { EngineError } from '../core/shared/engine-error'
import type { BackupReport, CheckReport, StorageCall, StorageWork } from '../ports/storage-work'
import { partialOf } from '../storage/soundness/make-backup'
import type { StorageRequest } from '../storage/soundness/messages'

const progress = z.object({ phase: storagePhase, done: z.number(), total: z.number() })
const checkReport = z.object({ findings: z.array(storageFinding), further: z.int(), databaseBytes: z.int(), artifacts: z.int(), artifactBytes: z.int() })
const backupReport = z.object({ bytes: z.int(), files: z.int(), key: backedUpKey, missingArtifacts: z.int(), leftOut: z.int() })
const reply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), report: z.unknown() }),
  z.object({ kind: z.literal('failed'), code: z.enum(ERROR_CODES), message: z.string() }),
])

/** Rows are looked at where they lie; only what is told about them needs memory. */
const HEAP_MB = 512
/** The most that a timer can hold: a very large folder takes as long as it takes. */
const NO_LIMIT_MS = 2 ** 31 - 1

export interface StorageThreadOptions {
  /** storage/soundness/storage-worker.ts */
  readonly worker: string | URL
  readonly dataFolder: string
  readonly version: string
}

/** The work on a whole data folder, on a thread of its own. Whoever calls it off is answered when the statement that the database is at has ended: it cannot be broken off. */
export class StorageThread implements StorageWork {
  readonly #options: StorageThreadOptions
  readonly #threads: ThreadPool

  constructor(options: StorageThreadOptions) {
    this.#options = options
    this.#threads = new ThreadPool({ worker: options.worker, threads: 1, memory: { heapMb: HEAP_MB } })
  }

  async check(call: StorageCall): Promise<CheckReport> {
    return checkReport.parse(await this.#ask({ kind: 'check', dataFolder: this.#options.dataFolder }, call))
  }

  async backup({ folder, withKey }: { readonly folder: string; readonly withKey: boolean }, call: StorageCall): Promise<BackupReport> {
    const { dataFolder, version } = this.#options
    const partial = partialOf(folder)
    try {
      return backupReport.parse(await this.#ask({ kind: 'backup', dataFolder, to: folder, withKey, version }, call))
    } catch (thrown) {
      // A thread that was stopped could not clear away what it had begun.
      if (call.signal.aborted) await rm(partial, { recursive: true, force: true })
      throw thrown
    }
  }

  async checkpoint(call: StorageCall): Promise<void> {
    await this.#ask({ kind: 'checkpoint', dataFolder: this.#options.dataFolder }, call)
  }

  close(): Promise<void> {
    return this.#threads.close()
  }

  async #ask(message: StorageRequest, { signal, tell }: StorageCall): Promise<unknown> {
    const end = await this.#threads.run({ message, signal, timeoutMs: NO_LIMIT_MS, onNote: (note) => tell(progress.parse(note)) })
    if (end.kind !== 'done') throw new EngineError('storage_failed', `The work on ${this.#options.dataFolder} needed more ${end.kind === 'out_of_memory' ? 'memory' : 'time'} than there is.`)
    const answer = reply.parse(end.value)
    if (answer.kind === 'failed') throw new EngineError(answer.code, answer.message)
    return answer.report
  }
}
