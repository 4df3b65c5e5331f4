import { resolve } from 'node:path'
import * as z from 'zod'
import type { EngineWorkers } from '../../host/create-engine'

/** How the process that is tormented differs from the one that is shipped. */
export const serveOptions = z.object({
  /** How long an attempt is its worker's without a sign of life (ms). */
  leaseMs: z.int().optional(),
  /** Scripts, documents and the tasks of the storage are done, by the sources of this folder. */
  sources: z.string().optional(),
})
export type ServeOptions = z.infer<typeof serveOptions>

/** The options as they stand on the command line. */
export const optionsFrom = (argument: string | undefined): ServeOptions => serveOptions.parse(argument === undefined ? {} : JSON.parse(argument))

/** A thread of its own writes, as in the app: with the sources of this project, from which it is run, unless others are given. */
const WRITE_WORKER = 'engine/storage/writing/write-worker.ts'
const UNUSED = 'no step of these pipelines starts a thread'

/** The workers as they lie in the sources; Node 24 runs them as they are. */
export const workersFrom = (sources: string | undefined): EngineWorkers =>
  sources === undefined
    ? { script: UNUSED, document: UNUSED, storage: UNUSED, writes: resolve(WRITE_WORKER) }
    : {
        script: resolve(sources, 'engine/connectors/script/script-worker.ts'),
        document: resolve(sources, 'engine/connectors/documents/document-worker.ts'),
        storage: resolve(sources, 'engine/storage/soundness/storage-worker.ts'),
        writes: resolve(sources, WRITE_WORKER),
      }
