import { chmodSync, existsSync } from 'node:fs'
import { copyFile, rename } from 'node:fs/promises'
import Database from 'better-sqlite3'
import { Kysely } from 'kysely'
import { EngineError } from '../core/shared/engine-error'
import type { ReadStores } from '../ports/read-stores'
import type { UnitOfWork } from '../ports/unit-of-work'
import { classifiedReads } from './classified-reads'
import { createSchema } from './create-schema'
import { sqliteDialect } from './dialects/sqlite'
import { gatherWrites } from './gathered-writes'
import { GroupCommit } from './group-commit'
import { migrate } from './migrate'
import { markedNumber, markNumber } from './number-mark'
import { Outlet } from './outlet'
import { pragmaNumber } from './pragma-number'
import type { Schema } from './schema'
import { refuseForeign } from './soundness/inspect-start'
import { countRunsFrom } from './soundness/run-counter'
import { isOldSqlite } from './sqlite-version'
import { toStorageError } from './storage-error'
import { createApprovalReads } from './stores/read-approvals'
import { createAgainReads } from './stores/read-again'
import { createJobReads } from './stores/read-jobs'
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
import { BatchWriter } from './writing/batch-writer'
import { gatedDatabase } from './writing/gated-database'
import { WritingThread } from './writing/writing-thread'

export interface OpenDatabase {
  readonly unitOfWork: UnitOfWork
  readonly read: ReadStores
  /** `SQLite 3.54.1` */
  readonly version: string
  /** When the file came to be (epoch ms); 0 when that is not known. */
  readonly begunAt: number
  /** Of the file: what is free inside, and whether that can be given back while work goes on. */
  space(): { readonly freeBytes: number; readonly canReclaim: boolean }
  close(): Promise<void>
}

/** Opens one connection to a database file. */
export type Connect = (file: string, options?: Database.Options) => Database.Database

export interface DatabaseOptions {
  readonly file: string
  /** The driver's own way unless given; tests put faults between it and everything that the engine says to a database. */
  readonly connect?: Connect | undefined
  /** The program of the thread that writes (writing/write-worker.ts); unless given, the caller's own thread writes. */
  readonly writeWorker?: string | URL | undefined
  /** That thread is up before anything is written, instead of being started by the first works that are worth it; only for tests. */
  readonly awaitsWriter?: boolean | undefined
  /** It may have forgotten its last runs, whose numbers people know. */
  readonly hasLostRuns?: boolean | undefined
  /** Lowered only by test entries, for a runtime that has nothing newer. */
  readonly minimumSqlite?: string | undefined
}

/**
 * Opens the embedded database, brings its schema up to date (a copy of the file is made first when rows could change),
 * and gives one writer and one reader.
 * Throws `sqlite_too_old`, `database_newer`, `storage_corrupt`, `storage_busy`, `data_folder_unusable`; the file is left as it was.
 */
export async function openDatabase({ file, connect = directly, writeWorker, awaitsWriter = false, hasLostRuns = false, minimumSqlite }: DatabaseOptions): Promise<OpenDatabase> {
  const opened: Database.Database[] = []
  try {
    const writer = connect(file)
    opened.push(writer)
    const version = sqliteVersion(writer)
    if (isOldSqlite(version, minimumSqlite)) {
      throw new EngineError('sqlite_too_old', `SQLite ${version} has a fault that can lose commits after a restart of its log. Signalbox needs 3.51.3 or later.`, { details: { version } })
    }
    // Before anything is written.
    refuseForeign(writer, file)
    setUp(writer, file)
    const dialect = sqliteDialect(writer)
    const db = new Kysely<Schema>({ dialect: dialect.kysely })
    await createSchema(db, dialect)
    await migrate(db, dialect, (from) => keepCopy(writer, file, from))
    if (hasLostRuns) countRunsFrom(writer, markedNumber(file))

    const reader = connect(file, { readonly: true })
    opened.push(reader)
    reader.pragma('cache_size = -8192')
    const readDb = new Kysely<Schema>({ dialect: sqliteDialect(reader).kysely })
    const { unitOfWork, close } = writeWorker === undefined ? { unitOfWork: new GroupCommit(writer, gatherWrites(writer, db, { markNumber: (upTo) => markNumber(file, upTo) })), close: async () => undefined } : await writeWithThread(writer, file, writeWorker, awaitsWriter)
    return {
      version: `SQLite ${version}`,
      begunAt: begunAt(reader),
      unitOfWork,
      read: classifiedReads({ ...createPipelineReads(readDb), ...createRunReads(reader, readDb), ...createItemReads(reader, readDb), ...createRunControlReads(reader, readDb), ...createQueueReads(reader, readDb), ...createPlaceReads(reader, readDb), ...createUsageReads(readDb), ...createStatisticReads(reader, readDb), ...createLogReads(readDb), ...createApprovalReads(readDb), ...createVectorReads(reader, readDb), ...createRemovalReads(readDb), ...createWhyReads(readDb), ...createAgainReads(reader, readDb), ...createJobReads(reader, readDb), ...createDeadLetterReads(readDb) }, file),
      space: () => spaceOf(reader),
      async close() {
        await close()
        reader.close()
        writer.close()
      },
    }
  } catch (thrown) {
    for (const database of opened) database.close()
    throw toStorageError(thrown, file)
  }
}

/** What many change at once is written by a thread of its own, what needs the database itself by the connection. */
async function writeWithThread(writer: Database.Database, file: string, program: string | URL, awaits: boolean): Promise<{ readonly unitOfWork: UnitOfWork; close(): Promise<void> }> {
  const outlet = new Outlet(writer, () => batches.passDirectly())
  const batches = new BatchWriter(outlet, new WritingThread(program, { file, pragmas: WRITER_PRAGMAS }))
  const gated = gatedDatabase(writer, () => batches.passDirectly())
  const db = new Kysely<Schema>({ dialect: sqliteDialect(gated).kysely })
  const unitOfWork = new GroupCommit(writer, gatherWrites(gated, db, { outlet, lookups: writer, markNumber: (upTo) => markNumber(file, upTo) }), batches)
  if (awaits) await batches.decided()
  return {
    unitOfWork,
    async close() {
      unitOfWork.settle()
      await batches.close()
    },
  }
}

const INCREMENTAL = 2

/** Its first migration came to be with it; at any time, by a clock that has been set back since. */
function begunAt(reader: Database.Database): number {
  const row = reader.prepare<[], { first: string }>('select min(timestamp) as first from kysely_migration').get()
  const at = row === undefined ? 0 : Date.parse(row.first)
  return at > Date.now() ? 0 : at
}

function spaceOf(reader: Database.Database): ReturnType<OpenDatabase['space']> {
  return { freeBytes: pragmaNumber(reader, 'freelist_count') * pragmaNumber(reader, 'page_size'), canReclaim: pragmaNumber(reader, 'auto_vacuum') === INCREMENTAL }
}

const directly: Connect = (file, options) => new Database(file, options)

/** Of every connection that writes. */
const WRITER_PRAGMAS = [
  'busy_timeout = 5000',
  'journal_mode = WAL',
  // Every confirmed commit survives a power cut.
  'synchronous = FULL',
  'foreign_keys = ON',
  'temp_store = MEMORY',
  'cache_size = -32768',
  // Longer than SQLite's 1,000 pages: a checkpoint holds up the thread, and group commit writes many pages at once.
  'wal_autocheckpoint = 4000',
] as const

function setUp(writer: Database.Database, file: string): void {
  if (pragmaNumber(writer, 'page_count') === 0) {
    // Whoever's folder it lies in; what SQLite puts beside it is as closed as it is.
    chmodSync(file, 0o600)
    // Free pages can then be given back a few at a time; it can be chosen only while the file is empty.
    writer.pragma(`auto_vacuum = ${INCREMENTAL}`)
  }
  for (const pragma of WRITER_PRAGMAS) writer.pragma(pragma)
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
