import { realpath } from 'node:fs/promises'
import { isAbsolute, relative, sep } from 'node:path'

/** The folders whose contents pages may show in the file manager: the data folder, and pipelines' own. */
export class ShownFolders {
  readonly #folders: Set<string>

  constructor(folders: readonly string[]) {
    this.#folders = new Set(folders)
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
    const roots = await Promise.all([...this.#folders].map((folder) => realpath(folder).catch(() => folder)))
    if (!roots.some((root) => holds(root, resolved))) throw refused(path)
    return resolved
  }
}

const refused = (path: string) => new Error(`${path} is outside the folders of your pipelines.`)

function holds(root: string, path: string): boolean {
  const inside = relative(root, path)
  return inside === '' || (inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside))
}
