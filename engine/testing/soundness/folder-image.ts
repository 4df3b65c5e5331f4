import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** The files of a small data folder, so that it can be laid out again and again. */
export type FolderImage = ReadonlyMap<string, Buffer>

/** Only what its work lies in: locks and sockets are of the moment. */
export function imageOf(folder: string): FolderImage {
  const files = new Map<string, Buffer>()
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (/^owner\.lock|\.sock$|-shm$/.test(path) || !statSync(join(folder, path)).isFile()) continue
    files.set(path, readFileSync(join(folder, path)))
  }
  return files
}

export function layOut(image: FolderImage, folder: string): void {
  for (const [path, bytes] of image) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), bytes)
  }
}

/** A hash of everything that the tables of a database hold, by statements of its own. Throws for one that cannot be read. */
export function contentHash(file: string): string {
  const database = new Database(file, { readonly: true })
  try {
    const hash = createHash('sha256')
    const tables = database.prepare<[], { name: string }>("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name").all()
    for (const { name } of tables) {
      hash.update(`\n${name}\n`)
      for (const row of database.prepare<[], object>(`select * from "${name}"`).all()) hash.update(JSON.stringify(Object.values(row).map(printable)))
    }
    return hash.digest('hex')
  } finally {
    database.close()
  }
}

const printable = (value: unknown): unknown => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value)
