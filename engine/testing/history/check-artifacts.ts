import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { artifactOf } from '../../storage/codecs'
import { violating, type Violation } from './check-rows'

/** Columns that may refer to an artifact. */
const REFERRING = [
  ['runs', 'output'],
  ['step_runs', 'input'],
  ['step_runs', 'output'],
] as const

/** I17: whatever a row refers to is there, is what its name says, and is held for its run. */
export function checkArtifacts(database: Database.Database, folder: string): readonly Violation[] {
  const held = new Set(database.prepare<[], string>('select distinct sha256 from artifact_refs').pluck().all())
  const referred = REFERRING.flatMap(([table, column]) =>
    database
      .prepare<[], string>(`select ${column} from ${table} where ${column} is not null`)
      .pluck()
      .all()
      .flatMap((encoded) => artifactOf(encoded) ?? []),
  )
  return violating('I17', [
    ...[...new Set(referred)].filter((sha256) => !held.has(sha256)).map((sha256) => `the artifact ${sha256} is referred to, and no run holds it`),
    ...[...held].filter((sha256) => !isWhole(folder, sha256)).map((sha256) => `the artifact ${sha256} is held, and it is not there as it was`),
  ])
}

function isWhole(folder: string, sha256: string): boolean {
  const path = join(folder, sha256.slice(0, 2), sha256.slice(2))
  return existsSync(path) && createHash('sha256').update(readFileSync(path)).digest('hex') === sha256
}
