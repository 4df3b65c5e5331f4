/**
 * Entry of the storage thread: checks a data folder and copies it, which reads all of it, beside an engine that works on. It is
 * also run as it stands, by Node's type stripping, so what it loads is named with its extension and erased to plain JavaScript.
 */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { pragmaNumber } from '../pragma-number.ts'
import { checkFolder, type TellProgress } from './check-folder.ts'
import { makeBackup } from './make-backup.ts'
import type { StorageProgress } from '../../ports/storage-work'
import type { StorageReply, StorageRequest } from './messages.ts'
import { toWorkFailure } from './work-failure.ts'

/** How often the log is worked into the file when others are in the way, and after how long again (ms). */
const CHECKPOINTS = 50
const AGAIN_MS = 50

/** Progress is told at most this often (ms): an artifact may take no longer than a millisecond. */
const TOLD_EVERY = 100

function pacedTelling(): TellProgress {
  let toldAt = 0
  let phase: StorageProgress['phase'] | null = null
  return (progress) => {
    const now = performance.now()
    if (progress.phase === phase && now - toldAt < TOLD_EVERY) return
    phase = progress.phase
    toldAt = now
    parentPort?.postMessage({ kind: 'note', note: progress })
  }
}

async function answer(request: StorageRequest): Promise<StorageReply> {
  try {
    switch (request.kind) {
      case 'check':
        return { kind: 'done', report: await checkFolder(request.dataFolder, pacedTelling()) }
      case 'backup':
        return { kind: 'done', report: await makeBackup(request, pacedTelling()) }
      case 'checkpoint':
        await checkpoint(join(request.dataFolder, 'signalbox.db'))
        return { kind: 'done', report: null }
    }
  } catch (thrown) {
    const { code, message } = toWorkFailure(thrown, request.kind === 'backup' ? request.to : request.dataFolder)
    return { kind: 'failed', code, message }
  }
}

/** Holds up nobody: what a reader still needs stays in the log, and the file is cut only when nothing does. It is tried a few times. */
async function checkpoint(file: string): Promise<void> {
  const database = new Database(file)
  try {
    for (let tries = 0; tries < CHECKPOINTS; tries++) {
      database.pragma('wal_checkpoint(PASSIVE)')
      // A commit in the middle of it leaves the file as long as it was.
      const bytes = pragmaNumber(database, 'page_count') * pragmaNumber(database, 'page_size')
      if (statSync(file).size <= bytes) return
      await delay(AGAIN_MS)
    }
  } finally {
    database.close()
  }
}

parentPort?.on('message', (request: StorageRequest) => {
  void answer(request).then((value) => parentPort?.postMessage({ kind: 'done', value }))
})
parentPort?.postMessage({ kind: 'ready' })
