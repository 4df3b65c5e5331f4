import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { StorageFinding } from '../contract/storage'
import { EngineError } from '../core/shared/engine-error'
import { openDatabase } from '../storage/open-database'
import { takeOwnership } from '../storage/ownership'
import { checkFolder, type TellProgress } from '../storage/soundness/check-folder'
import { copyDurably, copyFolder, syncFile, syncFolder } from '../storage/soundness/durable-copy'
import { isInside, realPlace } from '../storage/soundness/is-inside'
import { DATABASE, KEY, WORK_FILES, WORK_FOLDERS } from '../storage/soundness/make-backup'
import { raiseRunCounter } from '../storage/soundness/run-counter'
import { toWorkFailure } from '../storage/soundness/work-failure'
import { compareWithNote, readBackupNote } from './backup-note'
import { prepareDataFolder } from './data-folder'
import { isWorkedIn, setAside } from './set-aside'

/** Lies in the data folder while a restore changes it: an engine that met half of one would begin with an empty database. */
const MARK = 'restoring.json'
const STAGING = 'restoring'

export interface RestoreOptions {
  readonly from: string
  readonly dataFolder: string
  /** What is there is moved aside, and kept. */
  readonly moveAside: boolean
  /** Whatever its note says, or without one. */
  readonly asItIs?: boolean | undefined
  readonly now: number
  readonly minimumSqlite?: string | undefined
}

export interface RestoreReport {
  readonly dataFolder: string
  /** Where what was there before is now; null when there was nothing. */
  readonly aside: string | null
  /** Artifacts that the backup lacks. */
  readonly findings: readonly StorageFinding[]
  readonly files: number
  /** Links that lead out of their folder or nowhere, sockets and pipes of the backup. */
  readonly leftOut: number
  readonly key: 'from the backup' | 'already there' | 'missing'
}

/**
 * Puts a backup in the place of a data folder. It is copied beside what is there, brought up to date and checked first: a backup
 * that is damaged, or is not what its note says, changes nothing. Throws `file_not_found`, `file_exists` when the folder is in use
 * and `moveAside` was not asked for, `request_invalid` for a folder inside the backup, `storage_corrupt`, `database_newer`,
 * `data_folder_in_use`, `storage_full`.
 */
export async function restoreBackup({ from: given, moveAside, asItIs = false, minimumSqlite, now, ...options }: RestoreOptions, tell: TellProgress): Promise<RestoreReport> {
  const from = resolve(given)
  if (!existsSync(join(from, DATABASE))) throw new EngineError('file_not_found', `Couldn't find a backup in ${from}: there is no ${DATABASE}.`)
  if (isInside(await realPlace(resolve(options.dataFolder)), await realPlace(from))) throw new EngineError('request_invalid', `${options.dataFolder} is in the backup itself, which has to stay as it is. Name a data folder outside with --data.`)
  const note = asItIs ? null : await readBackupNote(from)
  const dataFolder = await prepareDataFolder(options.dataFolder)
  const ownership = await takeOwnership(dataFolder)
  try {
    if (isWorkedIn(dataFolder) && !moveAside) throw new EngineError('file_exists', `${dataFolder} is not empty. Say --move-aside to keep what is there in a folder of its own and put the backup in its place, or name another folder with --data.`)
    const staging = join(dataFolder, STAGING)
    await rm(staging, { recursive: true, force: true })
    try {
      const { files, leftOut } = await stage(from, staging, tell)
      if (note !== null) await compareWithNote(note, { from, staging, files })
      const findings = await checkStaged(staging, { from, minimumSqlite, tell })
      const aside = await exchange(dataFolder, staging, now)
      await ownership.note(false)
      return { dataFolder, aside, findings, files, leftOut, key: keyOf(from, dataFolder) }
    } catch (thrown) {
      await rm(staging, { recursive: true, force: true })
      throw thrown
    }
  } finally {
    await ownership.release()
  }
}

/** Throws `data_folder_unusable` when a restore was cut off here. */
export function refuseHalfRestored(dataFolder: string): void {
  if (!existsSync(join(dataFolder, MARK))) return
  throw new EngineError('data_folder_unusable', `A backup was being put into ${dataFolder}, and that was cut off. What was there before is kept in a folder set-aside-… inside. Run \`signalbox restore\` again with --move-aside, or move it back and remove ${MARK}.`)
}

async function stage(from: string, staging: string, tell: TellProgress): Promise<Pick<RestoreReport, 'files' | 'leftOut'>> {
  let [files, leftOut] = [0, 0]
  const copied = () => tell({ phase: 'files', done: ++files, total: 0 })
  try {
    await mkdir(staging, { mode: 0o700 })
    // A folder that was copied as it was may have its log beside it.
    for (const name of [DATABASE, `${DATABASE}-wal`, KEY, ...WORK_FILES]) if (await copyDurably(join(from, name), join(staging, name))) copied()
    for (const name of ['artifacts', ...WORK_FOLDERS]) leftOut += await copyFolder(join(from, name), join(staging, name), copied)
    await syncFolder(staging)
    return { files, leftOut }
  } catch (thrown) {
    const { code, message } = toWorkFailure(thrown, staging)
    throw new EngineError(code, message, { cause: thrown })
  }
}

async function checkStaged(staging: string, { from, minimumSqlite, tell }: { readonly from: string; readonly minimumSqlite: string | undefined; readonly tell: TellProgress }): Promise<readonly StorageFinding[]> {
  const database = await openDatabase({ file: join(staging, DATABASE), minimumSqlite }).catch((thrown: unknown) => {
    throw thrown instanceof EngineError ? new EngineError(thrown.code, thrown.message.replaceAll(staging, from), { cause: thrown }) : thrown
  })
  await database.close()
  raiseRunCounter(join(staging, DATABASE))
  const { findings } = await checkFolder(staging, tell)
  const damage = findings.find(({ kind }) => kind === 'database')
  if (damage !== undefined) throw new EngineError('storage_corrupt', `The backup in ${from} is damaged: ${damage.message.replaceAll(staging, from)} Nothing was changed; take another one.`)
  return findings.map(({ kind, message }) => ({ kind, message: message.replaceAll(staging, from) }))
}

/** From the mark on until it is gone, no engine starts here. */
async function exchange(dataFolder: string, staging: string, now: number): Promise<string | null> {
  const mark = join(dataFolder, MARK)
  await writeFile(mark, `${JSON.stringify({ since: new Date(now).toISOString() })}\n`, { mode: 0o600 })
  await syncFile(mark)
  await syncFolder(dataFolder)
  const aside = isWorkedIn(dataFolder) ? await setAside(dataFolder, now) : null
  // Opened as any other database, it may have left its log beside it.
  for (const name of [DATABASE, `${DATABASE}-wal`, KEY, ...WORK_FILES, 'artifacts', ...WORK_FOLDERS]) {
    if (!existsSync(join(staging, name))) continue
    if (name === KEY && existsSync(join(dataFolder, KEY))) await rename(join(dataFolder, KEY), join(aside ?? dataFolder, aside === null ? `${KEY}.before` : KEY))
    await rename(join(staging, name), join(dataFolder, name))
  }
  await syncFolder(dataFolder)
  await rm(staging, { recursive: true, force: true })
  await rm(mark)
  await syncFolder(dataFolder)
  return aside
}

function keyOf(from: string, dataFolder: string): RestoreReport['key'] {
  if (existsSync(join(from, KEY))) return 'from the backup'
  return existsSync(join(dataFolder, KEY)) ? 'already there' : 'missing'
}
