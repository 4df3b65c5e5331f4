import { constants } from 'node:fs'
import { copyFile, mkdir, open, readdir, readlink, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { contentOf, errnoOf } from './content-hash.ts'

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

/** A folder with all that is in it: files, links as links, and nothing of sockets and pipes. Calls back for each file. Nothing happens when it is not there. */
export async function copyFolder(from: string, to: string, copied: () => void): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true }).catch((thrown: unknown) => {
    if (errnoOf(thrown) === 'ENOENT') return null
    throw thrown
  })
  if (entries === null) return
  await mkdir(to, { recursive: true, mode: 0o700 })
  for (const entry of entries) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyFolder(source, target, copied)
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target)
    else if (entry.isFile() && (await copyDurably(source, target))) copied()
  }
  await syncFolder(to)
}
