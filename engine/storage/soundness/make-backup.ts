import { existsSync } from 'node:fs'
import { readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import type { BackedUpKey } from '../../contract/storage'
import type { BackupReport } from '../../ports/storage-work'
import { artifactPath, referencedArtifacts } from './artifact-references.ts'
import { checkPages, checkRelations } from './check-database.ts'
import type { TellProgress } from './check-folder.ts'
import { contentOf, errnoOf } from './content-hash.ts'
import { copyArtifact, copyDurably, copyFolder, syncFile, syncFolder } from './durable-copy.ts'
import { makeFolder } from './make-folder.ts'
import { type BackupRequest, WorkFailure } from './messages.ts'
import { toWorkFailure } from './work-failure.ts'

/** What lies in a data folder beside the database and the artifacts, and belongs to its work. */
export const WORK_FOLDERS = ['objects', 'runs', 'pipelines'] as const
export const WORK_FILES = ['examples.json'] as const
export const DATABASE = 'signalbox.db'
export const KEY = 'vault.key'
export const NOTE = 'backup.json'

/**
 * Makes a copy of a data folder that an engine may be at work in: the database as of one moment, every artifact that it
 * refers to, and the files of runs, objects and pipelines. It is made beside its place, checked, and only then put there:
 * whatever ends this early leaves nothing under the name that was asked for.
 */
export async function makeBackup(request: BackupRequest, tell: TellProgress): Promise<BackupReport> {
  const { to } = request
  const partial = partialOf(to)
  try {
    await requireFree(to)
    await rm(partial, { recursive: true, force: true })
    await makeFolder(partial)
    const report = await fill(partial, request, tell)
    await syncFolder(partial)
    await makeRoom(to)
    await rename(partial, to)
    await syncFolder(dirname(to))
    return report
  } catch (thrown) {
    await rm(partial, { recursive: true, force: true })
    throw toWorkFailure(thrown, to)
  }
}

/** Where it is made: whoever calls it off removes this. */
export const partialOf = (to: string): string => `${to}.partial`

async function requireFree(to: string): Promise<void> {
  const entries = await readdir(to).catch((thrown: unknown) => {
    if (errnoOf(thrown) === 'ENOENT') return []
    if (errnoOf(thrown) === 'ENOTDIR') return [to]
    throw thrown
  })
  if (entries.length > 0) throw new WorkFailure('file_exists', `There is something at ${to} already, and a backup replaces nothing. Name a place where there is nothing.`)
}

/** An empty folder gives way to it; anything else makes it fail. */
async function makeRoom(to: string): Promise<void> {
  await rmdir(to).catch((thrown: unknown) => {
    if (errnoOf(thrown) !== 'ENOENT') throw thrown
  })
}

async function fill(partial: string, { dataFolder, withKey, version }: BackupRequest, tell: TellProgress): Promise<BackupReport> {
  const copy = join(partial, DATABASE)
  tell({ phase: 'copy', done: 0, total: 0 })
  copyDatabase(join(dataFolder, DATABASE), copy)
  await syncFile(copy)
  tell({ phase: 'verify', done: 0, total: 0 })
  const artifacts = artifactsOf(copy)
  let bytes = await sizeOf(copy)
  let missing = 0
  for (const [index, sha256] of artifacts.entries()) {
    tell({ phase: 'artifacts', done: index, total: artifacts.length })
    const size = await copyArtifact(join(dataFolder, artifactPath(sha256)), join(partial, artifactPath(sha256)), sha256)
    if (size === null) missing += 1
    else bytes += size
  }
  let files = artifacts.length - missing + 1
  const copied = () => tell({ phase: 'files', done: ++files, total: 0 })
  let leftOut = 0
  for (const name of WORK_FOLDERS) leftOut += await copyFolder(join(dataFolder, name), join(partial, name), copied)
  for (const name of WORK_FILES) if (await copyDurably(join(dataFolder, name), join(partial, name))) copied()
  const key = await copyKey(dataFolder, partial, withKey)
  const database = await contentOf(copy)
  const note = { format: 1, version, madeAt: new Date().toISOString(), database, artifacts: artifacts.length, missingArtifacts: missing, leftOut, files, key }
  await writeFile(join(partial, NOTE), `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600 })
  await syncFile(join(partial, NOTE))
  return { bytes, files, key, missingArtifacts: missing, leftOut }
}

/** As of one moment, while others write; in the order of its tables and without free space. */
function copyDatabase(from: string, to: string): void {
  const database = new Database(from, { readonly: true })
  try {
    database.prepare('vacuum into ?').run(to)
  } finally {
    database.close()
  }
}

/** What the copy refers to. Throws when it is not sound: it was made from a damaged original. */
function artifactsOf(copy: string): readonly string[] {
  const database = new Database(copy, { readonly: true })
  try {
    const [fault] = [...checkPages(database), ...checkRelations(database)]
    if (fault !== undefined) throw new WorkFailure('storage_corrupt', `The copy of the database does not pass its check (${fault}), so it was not kept. The original is likely to be damaged: \`signalbox check\` tells.`)
    return referencedArtifacts(database)
  } finally {
    database.close()
  }
}

async function copyKey(dataFolder: string, partial: string, withKey: boolean): Promise<BackedUpKey> {
  const file = join(dataFolder, KEY)
  if (!existsSync(file)) return 'elsewhere'
  if (!withKey) return 'left'
  return (await copyDurably(file, join(partial, KEY))) ? 'inside' : 'elsewhere'
}

const sizeOf = async (path: string): Promise<number> => (await stat(path)).size
