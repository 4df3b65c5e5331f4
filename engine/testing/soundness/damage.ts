import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { SeededRandom } from '../torture/random'

const PAGE = 4096

/** Something that befalls the files of a data folder. Where and what with are drawn; `at` is a share of the file. */
export type Damage =
  | { readonly kind: 'header' | 'page' | 'log'; readonly at: number; readonly fill: number }
  | { readonly kind: 'truncated' | 'truncated at a page' | 'log cut'; readonly at: number }
  | { readonly kind: 'empty' | 'log deleted' | 'log header' | 'another file' | 'another database' | 'removed' }

const at = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
/** All of one byte, or noise from this seed. */
const fill = fc.oneof(fc.constantFrom(0, 0xff, 0xa5), fc.integer({ min: 256, max: 2 ** 31 }))

function contentOf(seed: number, length: number): Uint8Array {
  if (seed < 256) return new Uint8Array(length).fill(seed)
  const random = new SeededRandom(seed)
  return Uint8Array.from({ length }, () => random.below(256))
}

export const damage: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('header' as const), at, fill }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('page' as const), at, fill }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('log' as const), at, fill }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('truncated' as const, 'truncated at a page' as const, 'log cut' as const), at }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('empty' as const, 'log deleted' as const, 'log header' as const, 'another file' as const, 'another database' as const, 'removed' as const) }) },
)

export function befall(folder: string, { kind, ...drawn }: Damage): void {
  const file = join(folder, 'signalbox.db')
  const log = `${file}-wal`
  const share = 'at' in drawn ? drawn.at : 0
  const content = (length: number) => contentOf('fill' in drawn ? drawn.fill : 0, length)
  switch (kind) {
    case 'header':
      return overwrite(file, 0, content(100))
    case 'page':
      return overwrite(file, Math.floor((share * sizeOf(file)) / PAGE) * PAGE, content(PAGE))
    case 'log':
      return overwrite(log, Math.floor(share * sizeOf(log)), content(PAGE))
    case 'log header':
      return overwrite(log, 0, new Uint8Array(32).fill(0xa5))
    case 'truncated':
      return cut(file, Math.floor(share * sizeOf(file)))
    case 'truncated at a page':
      return cut(file, Math.floor((share * sizeOf(file)) / PAGE) * PAGE)
    case 'log cut':
      return cut(log, Math.floor(share * sizeOf(log)))
    case 'empty':
      return cut(file, 0)
    case 'log deleted':
      return rmSync(log, { force: true })
    case 'removed':
      return rmSync(file)
    case 'another file':
      return writeFileSync(file, 'Dear diary,\n'.repeat(1000))
    case 'another database':
      rmSync(file)
      rmSync(log, { force: true })
      return anotherDatabase(file)
  }
}

const sizeOf = (path: string): number => (existsSync(path) ? readFileSync(path).length : 0)

function overwrite(path: string, from: number, content: Uint8Array): void {
  if (!existsSync(path)) return
  const whole = readFileSync(path)
  whole.set(content.subarray(0, Math.max(0, whole.length - from)), from)
  writeFileSync(path, whole)
}

function cut(path: string, length: number): void {
  if (existsSync(path)) truncateSync(path, length)
}

function anotherDatabase(file: string): void {
  const database = new Database(file)
  database.exec("create table notes (text); insert into notes values ('of another program')")
  database.close()
}
