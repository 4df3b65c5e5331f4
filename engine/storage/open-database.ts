import { existsSync } from 'node:fs'
import { copyFile, rename } from 'node:fs/promises'
import Database from 'better-sqlite3'
import { Kysely } from 'kysely'
import { EngineError } from '../core/shared/engine-error'
import type { ReadStores } from '../ports/read-stores'
import type { UnitOfWork } from '../ports/unit-of-work'
import { classifiedReads } from './classified-reads'
import { sqliteDialect } from './dialects/sqlite'
import { gatherWrites } from './gathered-writes'
import { GroupCommit } from './group-commit'
import { migrate } from './migrate'
import type { Schema } from './schema'
import { isOldSqlite } from './sqlite-version'
import { toStorageError } from './storage-error'
import { createApprovalReads } from './stores/read-approvals'
import { createAgainReads } from './stores/read-again'
import { createDeadLetterReads } from './stores/read-dead-letters'
import { createPipelineReads } from './stores/read-pipelines'
import { createItemReads } from './stores/read-items'
import { createPlaceReads } from './stores/read-places'
import { createQueueReads } from './stores/read-queues'
import { createRemovalReads } from './stores/read-removals'
import { createRunControlReads } from './stores/read-run-control'
import { createRunReads } from './stores/read-runs'
import { createWhyReads } from './stores/read-why'
import { createStatisticReads } from './stores/read-statistics'
import { createLogReads } from './stores/read-logs'
import { createUsageReads } from './stores/read-usages'
import { createVectorReads } from './vectors/read-vectors'

export interface OpenDatabase {
  readonly unitOfWork: UnitOfWork
  readonly read: ReadStores
  /** `SQLite 3.54.1` */
  readonly version: string
  close(): Promise<void>
}

export interface DatabaseOptions {
  readonly file: string
  /** Lowered only by test entries, for a runtime that has nothing newer. */
  readonly minimumSqlite?: string | undefined
}

/**
 * Opens the embedded database, brings its schema up to date (a copy of the file is made first when rows could change),
 * and gives one writer and one reader.
 * Throws `sqlite_too_old`, `database_newer`, `storage_corrupt`, `storage_busy`, `data_folder_unusable`; the file is left as it was.
 */
export async function openDatabase({ file, minimumSqlite }: DatabaseOptions): Promise<OpenDatabase> {
  const opened: Database.Database[] = []
  try {
    const writer = new Database(file)
    opened.push(writer)
    const version = sqliteVersion(writer)
    if (isOldSqlite(version, minimumSqlite)) {
      throw new EngineError('sqlite_too_old', `SQLite ${version} has a fault that can lose commits after a restart of its log. Signalbox needs 3.51.3 or later.`, { details: { version } })
    }
    setUp(writer)
    const dialect = sqliteDialect(writer)
    const db = new Kysely<Schema>({ dialect: dialect.kysely })
    await migrate(db, dialect, (from) => keepCopy(writer, file, from))

    const reader = new Database(file, { readonly: true })
    opened.push(reader)
    reader.pragma('cache_size = -8192')
    const readDb = new Kysely<Schema>({ dialect: sqliteDialect(reader).kysely })
    return {
      version: `SQLite ${version}`,
      unitOfWork: new GroupCommit(writer, gatherWrites(writer, db)),
      read: classifiedReads({ ...createPipelineReads(readDb), ...createRunReads(reader, readDb), ...createItemReads(reader, readDb), ...createRunControlReads(reader, readDb), ...createQueueReads(reader, readDb), ...createPlaceReads(reader, readDb), ...createUsageReads(readDb), ...createStatisticReads(reader, readDb), ...createLogReads(readDb), ...createApprovalReads(readDb), ...createVectorReads(reader, readDb), ...createRemovalReads(readDb), ...createWhyReads(readDb), ...createAgainReads(reader, readDb), ...createDeadLetterReads(readDb) }, file),
      async close() {
        reader.close()
        writer.close()
      },
    }
  } catch (thrown) {
    for (const database of opened) database.close()
    throw toStorageError(thrown, file)
  }
}

function setUp(writer: Database.Database): void {
  writer.pragma('busy_timeout = 5000')
  writer.pragma('journal_mode = WAL')
  // Every confirmed commit survives a power cut.
  writer.pragma('synchronous = FULL')
  writer.pragma('foreign_keys = ON')
  writer.pragma('temp_store = MEMORY')
  writer.pragma('cache_size = -32768')
  // Longer than SQLite's 1,000 pages: a checkpoint holds up the thread, and group commit writes many pages at once.
  writer.pragma('wal_autocheckpoint = 4000')
}

function sqliteVersion(database: Database.Database): string {
  const row = database.prepare<[], { version: string }>('select sqlite_version() as version').get()
  return row?.version ?? '0'
}

async function keepCopy(writer: Database.Database, file: string, from: string): Promise<void> {
  const copy = `${file}.before-${from}.bak`
  if (existsSync(copy)) return
  writer.pragma('wal_checkpoint(TRUNCATE)')
  // Whole or not at all: one that was cut short must not pass for a copy.
  await copyFile(file, `${copy}.partial`)
  await rename(`${copy}.partial`, copy)
}
