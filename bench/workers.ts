import { join } from 'node:path'
import type { EngineWorkers } from '../engine/host/create-engine'

/** As in the app, a thread of its own writes; its program lies in the sources, from which this is run. No other thread is used. */
export const WORKERS: EngineWorkers = { script: '', document: '', storage: '', writes: join(process.cwd(), 'engine/storage/writing/write-worker.ts') }
