import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fsFailure } from '../files/fs-failure'

/** What `writeFile` calls a file until it is whole. */
export const DRAFT = /^\..*\.[\da-f-]{36}\.part$/

export interface KeyWalk {
  readonly prefix: string
  /** Only keys behind this one. */
  readonly after: string | null
  readonly signal: AbortSignal
}

/** Keys of a bucket in the order of their bytes; folders that cannot hold a wanted key are not opened. Links are left out. */
export async function* keysInOrder(root: string, walk: KeyWalk, base = ''): AsyncGenerator<string, void> {
  for (const { path, isFolder } of await entriesOf(root, base, walk.signal)) {
    if (isFolder) {
      if (mayHold(path, walk)) yield* keysInOrder(root, walk, path)
    } else if (path.startsWith(walk.prefix) && (walk.after === null || isBefore(walk.after, path))) yield path
  }
}

/** A folder's path ends in a stroke, so that it sorts as the keys below it do. */
async function entriesOf(root: string, base: string, signal: AbortSignal): Promise<{ path: string; isFolder: boolean }[]> {
  signal.throwIfAborted()
  const found = await readdir(join(root, base), { withFileTypes: true }).catch((thrown: unknown) => {
    if (isGone(thrown)) return []
    throw fsFailure(thrown, 'read', `list ${join(root, base)}`)
  })
  return found
    .filter((entry) => entry.isDirectory() || (entry.isFile() && !DRAFT.test(entry.name)))
    .map((entry) => ({ path: `${base}${entry.name}${entry.isDirectory() ? '/' : ''}`, isFolder: entry.isDirectory() }))
    .sort((a, b) => (isBefore(a.path, b.path) ? -1 : 1))
}

const mayHold = (folder: string, { prefix, after }: KeyWalk): boolean =>
  (folder.startsWith(prefix) || prefix.startsWith(folder)) && (after === null || after.startsWith(folder) || isBefore(after, folder))

/** By UTF-8, as S3 sorts; texts compare by UTF-16. */
const isBefore = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0

/** The bucket was never put to, or the folder was removed meanwhile. */
const isGone = (thrown: unknown): boolean => thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT'
