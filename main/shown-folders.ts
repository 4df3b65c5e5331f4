import { realpath } from 'node:fs/promises'
import { isAbsolute, relative, sep } from 'node:path'

/** The folders whose contents pages may show in the file manager: the data folder, files that were picked, and pipelines' own. */
export class ShownFolders {
  readonly #folders: Set<string>
  readonly #pipelineFolders: () => AsyncIterable<string>

  /** `pipelineFolders` is asked when a path lies in none of the folders that are known. */
  constructor(folders: readonly string[], pipelineFolders: () => AsyncIterable<string>) {
    this.#folders = new Set(folders)
    this.#pipelineFolders = pipelineFolders
  }

  add(folder: string): void {
    this.#folders.add(folder)
  }

  /** The path with its links resolved; throws a sentence when it lies elsewhere or is not there. */
  async check(path: string): Promise<string> {
    // On Windows a share's address would send the person's credentials to whatever computer it names.
    if (!isAbsolute(path) || path.startsWith('\\\\')) throw refused(path)
    const resolved = await realpath(path).catch(() => {
      throw new Error(`There is no ${path} to show.`)
    })
    for (const folder of this.#folders) if (await holds(folder, resolved)) return resolved
    for await (const folder of this.#pipelineFolders()) if (await holds(folder, resolved)) return resolved
    throw refused(path)
  }
}

const refused = (path: string) => new Error(`${path} is outside the folders of your pipelines.`)

async function holds(folder: string, path: string): Promise<boolean> {
  const root = await realpath(folder).catch(() => folder)
  const inside = relative(root, path)
  return inside === '' || (inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside))
}
