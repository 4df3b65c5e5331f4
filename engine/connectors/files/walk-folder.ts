import { opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError } from '../../core/shared/engine-error'
import { fsFailure } from './fs-failure'
import { Pace } from './pace'

export interface FolderEntry {
  readonly name: string
  /** From the folder that was asked for, with `/` between. */
  readonly path: string
  readonly type: 'file' | 'folder' | 'link' | 'other'
}

/** A folder with more entries than this was hardly meant. */
const MAX_VISITED = 200_000
const MAX_DEPTH = 64

export interface Walk {
  readonly signal: AbortSignal
  /** Whether to go into a folder, given as `FolderEntry.path`. */
  descend(path: string): boolean
}

/** Everything in a folder, and in those below that are wanted. Links are told, not followed. */
export async function walkFolder(root: string, walk: Walk): Promise<FolderEntry[]> {
  const entries: FolderEntry[] = []
  const open: { readonly path: string; readonly depth: number }[] = [{ path: '', depth: 1 }]
  const pace = new Pace(walk.signal)
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const entry of await readFolder(root, folder.path, walk.signal)) {
      if (pace.isOver) await pace.rest()
      entries.push(entry)
      if (entries.length > MAX_VISITED) throw new EngineError('output_too_large', `${root} holds more than ${MAX_VISITED} entries; name a folder further down.`)
      if (entry.type === 'folder' && folder.depth < MAX_DEPTH && walk.descend(entry.path)) open.push({ path: entry.path, depth: folder.depth + 1 })
    }
  }
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function readFolder(root: string, path: string, signal: AbortSignal): Promise<FolderEntry[]> {
  signal.throwIfAborted()
  try {
    const entries: FolderEntry[] = []
    for await (const found of await opendir(join(root, path))) {
      if (entries.length > MAX_VISITED) break
      signal.throwIfAborted()
      const type = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : found.isSymbolicLink() ? 'link' : 'other'
      entries.push({ name: found.name, path: path === '' ? found.name : `${path}/${found.name}`, type })
    }
    return entries
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw fsFailure(error, 'read', `list ${join(root, path)}`)
  }
}

export interface Size {
  readonly bytes: number
  readonly modifiedAt: number
}

/** Null when the entry has gone meanwhile, or is a link that leads nowhere. */
export const sizeOf = (path: string): Promise<Size | null> =>
  stat(path).then(
    (found) => ({ bytes: found.size, modifiedAt: Math.round(found.mtimeMs) }),
    () => null,
  )
