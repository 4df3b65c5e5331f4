import { constants } from 'node:fs'
import { copyFile, mkdir, open, readdir, readlink, realpath, rm, symlink } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { contentOf, errnoOf } from './content-hash.ts'
import { isInside } from './is-inside.ts'

const isWindows = process.platform === 'win32'

/** What a file holds is on the disk when this resolves, not only on its way there. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, isWindows ? 'r+' : 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A rename is durable once its folder is; Windows neither can nor must. */
export const syncFolder = (path: string): Promise<void> => (isWindows ? Promise.resolve() : syncFile(path))

/** False when there is nothing to copy: files of a folder that is at work come and go. */
export async function copyDurably(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL)
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return false
    throw thrown
  }
  await syncFile(to)
  return true
}

/** The same of content whose hash is known: its size; null, and no copy, when it is missing or something else. */
export async function copyArtifact(from: string, to: string, sha256: string): Promise<number | null> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  if (!(await copyDurably(from, to))) return null
  const copied = await contentOf(to)
  if (copied?.sha256 === sha256) return copied.bytes
  await rm(to)
  return null
}

/**
 * A folder with all that is in it: files, and links that lead from one place in it to another. Calls back for each file. Nothing
 * happens when it is not there. Gives back how many it left out: links that lead out of the folder or nowhere, through which a step
 * could write elsewhere, and sockets and pipes.
 */
export async function copyFolder(from: string, to: string, copied: () => void): Promise<number> {
  return new FolderCopy(from, copied).copy(from, to)
}

class FolderCopy {
  readonly #root: string
  readonly #copied: () => void

  constructor(root: string, copied: () => void) {
    this.#root = root
    this.#copied = copied
  }

  async copy(from: string, to: string): Promise<number> {
    const entries = await readdir(from, { withFileTypes: true }).catch((thrown: unknown) => {
      if (errnoOf(thrown) === 'ENOENT') return null
      throw thrown
    })
    if (entries === null) return 0
    await mkdir(to, { recursive: true, mode: 0o700 })
    let leftOut = 0
    for (const entry of entries) {
      const [source, target] = [join(from, entry.name), join(to, entry.name)]
      if (entry.isDirectory()) leftOut += await this.copy(source, target)
      else if (entry.isFile()) await this.#copyFile(source, target)
      else if (!entry.isSymbolicLink() || !(await this.#copyLink(source, target))) leftOut += 1
    }
    await syncFolder(to)
    return leftOut
  }

  async #copyFile(from: string, to: string): Promise<void> {
    if (await copyDurably(from, to)) this.#copied()
  }

  /** Both as it is written and as the system follows it: it may go through other links, which may become folders. */
  async #copyLink(from: string, to: string): Promise<boolean> {
    const way = await readlink(from)
    if (isAbsolute(way) || !isInside(resolve(dirname(from), way), resolve(this.#root))) return false
    const end = await realpath(from).catch(() => null)
    if (end === null || !isInside(end, await realpath(this.#root))) return false
    await symlink(way, to)
    return true
  }
}
