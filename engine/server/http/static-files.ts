import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { EngineError } from '../../core/shared/engine-error'

export interface StaticFile {
  readonly type: string
  readonly body: Buffer
  /** Its name holds a hash of its content, so that it never changes. */
  readonly immutable: boolean
}

/** By the path of their address. Nothing else can be asked for, so no path can lead anywhere. */
export type StaticFiles = ReadonlyMap<string, StaticFile>

const INDEX = '/index.html'
/** Where the build puts what it names by a hash. */
const HASHED = '/assets/'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** The built page, read once: a few megabytes. Throws `file_not_found` when it is not there. */
export async function readStaticFiles(folder: string): Promise<StaticFiles> {
  const files = new Map<string, StaticFile>()
  await addFolder(files, folder, '/')
  const index = files.get(INDEX)
  if (index === undefined) throw new EngineError('file_not_found', `The page to serve is not in ${folder}. In a copy of the sources, "npm run build" makes it.`)
  files.delete(INDEX)
  return files.set('/', index)
}

async function addFolder(files: Map<string, StaticFile>, folder: string, address: string): Promise<void> {
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await addFolder(files, path, `${address}${entry.name}/`)
    const type = TYPES[extname(entry.name)]
    if (entry.isFile() && type !== undefined) files.set(address + entry.name, { type, body: await readFile(path), immutable: address.startsWith(HASHED) })
  }
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return []
    throw cause
  }
}
