import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errnoOf } from './content-hash.ts'

/**
 * A folder for its owner alone, with those above it, wherever somebody asked for it. Node's `recursive` never ends where a file
 * system says of a folder that it cannot make that there is nothing above it, as /proc does: it tries again and again.
 */
export async function makeFolder(path: string): Promise<void> {
  const missing = await made(path)
  if (missing === null) return
  if (dirname(path) === path) throw missing
  await makeFolder(dirname(path))
  const still = await made(path)
  if (still !== null) throw still
}

/** What kept it from being made, when something above it may be missing; null: it is there. Throws what else there may be. */
async function made(path: string): Promise<Error | null> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (thrown) {
    if (thrown instanceof Error && errnoOf(thrown) === 'ENOENT') return thrown
    // Systems differ in what they say of one that is there already.
    if (!(await isFolder(path))) throw thrown
  }
  return null
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
