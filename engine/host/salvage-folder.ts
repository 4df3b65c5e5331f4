import { constants, existsSync, statSync } from 'node:fs'
import { copyFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { EngineError } from '../core/shared/engine-error'
import { openDatabase } from '../storage/open-database'
import { takeOwnership } from '../storage/ownership'
import { artifactPath } from '../storage/soundness/artifact-references'
import { bringIntoAccord } from '../storage/soundness/bring-into-accord'
import { checkFolder, type TellProgress } from '../storage/soundness/check-folder'
import { copyArtifact, copyDurably, copyFolder, syncFile, syncFolder } from '../storage/soundness/durable-copy'
import { isInside, realPlace } from '../storage/soundness/is-inside'
import { makeFolder } from '../storage/soundness/make-folder'
import { DATABASE, NOTE, WORK_FILES, WORK_FOLDERS } from '../storage/soundness/make-backup'
import { type SalvagedTable, mendHeader, salvageRows } from '../storage/soundness/salvage-rows'
import { raiseRunCounter } from '../storage/soundness/run-counter'
import { referencesIn } from '../storage/soundness/references-in'
import { toWorkFailure } from '../storage/soundness/work-failure'

export interface SalvageReport {
  readonly folder: string
  /** Without rows that belonged to others which could not be read. */
  readonly tables: readonly SalvagedTable[]
  /** Open runs that could not go on without what was lost of them. */
  readonly endedRuns: number
  readonly artifacts: number
  readonly missingArtifacts: number
  /** Links that lead out of their folder, sockets and pipes. */
  readonly leftOut: number
}

export interface SalvageOptions {
  readonly dataFolder: string
  /** Nothing may be there yet. */
  readonly to: string
  readonly minimumSqlite?: string | undefined
}

/**
 * Copies what can be read of a data folder whose database is damaged into a new folder, which `restore` takes like a backup. The
 * original is only read, and its database not even opened: a copy of it is. Throws `file_not_found`, `file_exists`, `request_invalid`,
 * `data_folder_in_use`, `storage_full`, and `storage_corrupt` when nothing at all can be read.
 */
export async function salvageFolder({ dataFolder, to: given, minimumSqlite }: SalvageOptions, tell: TellProgress): Promise<SalvageReport> {
  const to = resolve(given)
  if (!existsSync(join(dataFolder, DATABASE)) && !hasLog(dataFolder)) throw new EngineError('file_not_found', `There is no ${DATABASE} in ${dataFolder}, so there is nothing to salvage.`)
  if (isInside(await realPlace(to), await realPlace(dataFolder))) throw new EngineError('request_invalid', `${to} is in the data folder, and would be lost with it. Name a place outside, best on another disk.`)
  if (existsSync(to) && (await readdir(to)).length > 0) throw new EngineError('file_exists', `There is something at ${to} already. Name a place where there is nothing.`)
  const ownership = await takeOwnership(dataFolder)
  const partial = `${to}.partial`
  try {
    await rm(partial, { recursive: true, force: true })
    await makeFolder(partial)
    const database = await salvageDatabase(dataFolder, partial, { minimumSqlite, tell })
    const files = await salvageFiles(dataFolder, partial, tell)
    await writeFile(join(partial, NOTE), `${JSON.stringify({ format: 1, salvaged: true, ...database, ...files }, null, 2)}\n`, { mode: 0o600 })
    await syncFile(join(partial, NOTE))
    await syncFolder(partial)
    if (existsSync(to)) await rm(to, { recursive: true })
    await rename(partial, to)
    await syncFolder(dirname(to))
    return { folder: to, ...database, ...files }
  } catch (thrown) {
    await rm(partial, { recursive: true, force: true })
    if (thrown instanceof EngineError) throw thrown
    const { code, message } = toWorkFailure(thrown, to)
    throw new EngineError(code, message, { cause: thrown })
  } finally {
    await ownership.release()
  }
}

const hasLog = (dataFolder: string): boolean => (statSync(join(dataFolder, `${DATABASE}-wal`), { throwIfNoEntry: false })?.size ?? 0) > 0

async function salvageDatabase(dataFolder: string, partial: string, { minimumSqlite, tell }: { readonly minimumSqlite: string | undefined; readonly tell: TellProgress }): Promise<Pick<SalvageReport, 'tables' | 'endedRuns'>> {
  const damaged = join(partial, 'damaged.db')
  const file = join(partial, DATABASE)
  tell({ phase: 'copy', done: 0, total: 0 })
  for (const end of ['', '-wal']) if (existsSync(join(dataFolder, `${DATABASE}${end}`))) await copyFile(join(dataFolder, `${DATABASE}${end}`), `${damaged}${end}`, constants.COPYFILE_FICLONE)
  mendHeader(damaged)
  const empty = await openDatabase({ file, minimumSqlite })
  await empty.close()
  const tables = salvageRows(damaged, file, (done, total) => tell({ phase: 'database', done, total }))
  for (const end of ['', '-wal', '-shm']) await rm(`${damaged}${end}`, { force: true })
  if (tables.every(({ rows }) => rows === 0)) throw new EngineError('storage_corrupt', `Nothing of the database in ${dataFolder} can be read any more. It was left as it is; restore a backup.`)
  raiseRunCounter(file)
  const { removed, endedRuns } = bringIntoAccord(file, Date.now())
  const { findings } = await checkFolder(partial, () => undefined)
  const fault = findings.find(({ kind }) => kind === 'database')
  if (fault !== undefined) throw new EngineError('storage_corrupt', `What was salvaged does not pass its check: ${fault.message}`)
  await syncFile(file)
  return { tables: tables.map((table) => ({ ...table, rows: table.rows - (removed.get(table.name) ?? 0) })), endedRuns }
}

async function salvageFiles(dataFolder: string, partial: string, tell: TellProgress): Promise<Pick<SalvageReport, 'artifacts' | 'missingArtifacts' | 'leftOut'>> {
  const all = referencesIn(join(partial, DATABASE))
  let missingArtifacts = 0
  for (const [index, sha256] of all.entries()) {
    tell({ phase: 'artifacts', done: index, total: all.length })
    if ((await copyArtifact(join(dataFolder, artifactPath(sha256)), join(partial, artifactPath(sha256)), sha256)) === null) missingArtifacts += 1
  }
  let files = 0
  const copied = () => tell({ phase: 'files', done: ++files, total: 0 })
  let leftOut = 0
  for (const name of WORK_FOLDERS) leftOut += await copyFolder(join(dataFolder, name), join(partial, name), copied)
  for (const name of WORK_FILES) if (await copyDurably(join(dataFolder, name), join(partial, name))) copied()
  return { artifacts: all.length - missingArtifacts, missingArtifacts, leftOut }
}
