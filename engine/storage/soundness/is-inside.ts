import { realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'

/** Whether a path is that of a folder, or lies below it. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** Where a path leads to: the links of the part that is there are followed, and the rest is kept. */
export async function realPlace(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (thrown) {
    if (dirname(path) === path) throw thrown
    return join(await realPlace(dirname(path)), basename(path))
  }
}
