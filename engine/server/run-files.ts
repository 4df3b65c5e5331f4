import { constants } from 'node:fs'
import { lstat, open, opendir, realpath, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunFile } from '../contract/run'
import { EngineError } from '../core/shared/engine-error'
import { FirstPaths } from './first-paths'
import { readText, type TextPart } from './read-text'

/** Files named in one answer at most. */
const MAX_FILES = 1000
/** Folders inside one another that are looked through: each is held open meanwhile. */
const MAX_DEPTH = 100

export interface RunFilesPage {
  readonly files: RunFile[]
  /** The `after` of the next page; null when this is the last one. */
  readonly next: string | null
}

/** A page of what a run wrote into its own folder, by path, links left out; empty when it wrote nothing. */
export async function listRunFiles(folder: string, after: string | undefined, limit = MAX_FILES): Promise<RunFilesPage> {
  const first = new FirstPaths(limit, after)
  if (await isFolder(folder)) await collect(folder, '', first, 1)
  const files = await Promise.all(first.paths.map((path) => describe(folder, path)))
  return { files: files.filter((file) => file !== null), next: first.hasMore ? (first.paths.at(-1) ?? null) : null }
}

async function collect(folder: string, prefix: string, first: FirstPaths, depth: number): Promise<void> {
  try {
    for await (const entry of await opendir(join(folder, prefix))) {
      const path = prefix + entry.name
      if (entry.isFile()) first.add(path)
      else if (entry.isDirectory() && depth < MAX_DEPTH && first.mayHold(`${path}/`)) await collect(folder, `${path}/`, first, depth + 1)
    }
  } catch (thrown) {
    // It has gone since it was found, or the step keeps it to itself.
    if (!isMissing(thrown) && !isDenied(thrown)) throw thrown
  }
}

/** Null when it has vanished since the folder was read, or is another thing now. */
async function describe(folder: string, path: string): Promise<RunFile | null> {
  const found = await lstat(join(folder, path)).catch(nullWhenMissing)
  return found?.isFile() === true ? { path, bytes: found.size, modifiedAt: Math.round(found.mtimeMs) } : null
}

const isFolder = async (path: string): Promise<boolean> => (await lstat(path).catch(nullWhenMissing))?.isDirectory() === true

/** A part of such a file as text, whether or not a page has named it. Throws `file_unreadable`, and `file_not_found` for anything else, links among it. */
export async function readRunFile(folder: string, path: string, offset: number): Promise<TextPart> {
  const handle = await openOwn(folder, path)
  if (handle === null) throw new EngineError('file_not_found', `The run wrote no file "${path}", or it was removed.`)
  try {
    const { size } = await handle.stat()
    return await readText(size, offset, async (buffer, position) => (await handle.read(buffer, 0, buffer.length, position)).bytesRead)
  } finally {
    await handle.close()
  }
}

/** Opening a pipe must not wait for its other end. Windows has neither flag. */
const READ_PLAIN = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

async function openOwn(folder: string, path: string): Promise<FileHandle | null> {
  if (!isPlain(path) || !(await isFolder(folder))) return null
  const file = join(await realpath(folder), path)
  if (!(await isItself(file))) return null
  const handle = await open(file, READ_PLAIN).catch((thrown: unknown) => {
    if (isDenied(thrown)) throw new EngineError('file_unreadable', `Couldn't read "${path}": the system does not allow it.`, { cause: thrown })
    return nullWhenMissing(thrown)
  })
  if (handle === null) return null
  const [opened, named] = [await handle.stat(), await lstat(file).catch(nullWhenMissing)]
  // A folder on the way may have been exchanged for a link before the file was opened.
  if (opened.isFile() && named?.ino === opened.ino && named.dev === opened.dev && (await isItself(file))) return handle
  await handle.close()
  return null
}

/** As a page writes it: names with `/` between, none of which leads elsewhere. */
const isPlain = (path: string): boolean => !/[\0\\]/.test(path) && path.split('/').every((name) => name !== '' && name !== '.' && name !== '..')

/** There is such a path, and no part of it is a link. */
const isItself = async (path: string): Promise<boolean> => (await realpath(path).catch(nullWhenMissing)) === path

const hasCode = (thrown: unknown, codes: ReadonlySet<string>): boolean => thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && codes.has(thrown.code)
const MISSING = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'])
const DENIED = new Set(['EACCES', 'EPERM'])

const isMissing = (thrown: unknown): boolean => hasCode(thrown, MISSING)
const isDenied = (thrown: unknown): boolean => hasCode(thrown, DENIED)

function nullWhenMissing(thrown: unknown): null {
  if (isMissing(thrown)) return null
  throw thrown
}
