import type Database from 'better-sqlite3'

/** Where rows hold encoded values. One that lies outside begins `a["<SHA-256>"`, or `c["<SHA-256>"` when a child run gave it out. */
const VALUES = 'select input as value from step_runs union all select output from step_runs union all select output from runs union all select output from step_cache'

/** Every artifact that a row refers to. */
export function referencedArtifacts(database: Database.Database): readonly string[] {
  const rows = database.prepare<[], { sha256: string }>(`select distinct substr(value, 4, 64) as sha256 from (${VALUES}) where substr(value, 1, 2) in ('a[', 'c[')`).all()
  return rows.map(({ sha256 }) => sha256)
}

/** Whether a run still holds it: one that was removed meanwhile is missed by nobody. */
export const isHeld = (database: Database.Database, sha256: string): boolean => database.prepare('select 1 from artifact_refs where sha256 = ?').get(sha256) !== undefined

/** Relative to the data folder. */
export const artifactPath = (sha256: string): string => `artifacts/${sha256.slice(0, 2)}/${sha256.slice(2)}`
