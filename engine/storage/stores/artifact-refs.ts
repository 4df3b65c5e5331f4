import type Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import { artifactOf } from '../codecs'
import { prepare } from '../prepared'
import type { Schema } from '../schema'

/** Notes which run holds which artifact, in the commit that writes the value: what no run holds may be collected. */
export class ArtifactRefs {
  readonly #insert
  readonly #pending = new Map<string, { readonly sha256: string; readonly runId: string }>()

  constructor(database: Database.Database, kysely: Kysely<Schema>) {
    this.#insert = prepare(database, kysely, (db, params: { sha256: string; run_id: string }) =>
      db
        .insertInto('artifact_refs')
        .values({ sha256: params.sha256, run_id: params.run_id })
        .onConflict((conflict) => conflict.doNothing()),
    )
  }

  /** `encoded` is a value as its column holds it. */
  note(runId: string, encoded: string | null): void {
    const sha256 = artifactOf(encoded)
    if (sha256 !== null) this.#pending.set(`${sha256} ${runId}`, { sha256, runId })
  }

  writeOut(): void {
    if (this.#pending.size === 0) return
    for (const { sha256, runId } of this.#pending.values()) this.#insert.run({ sha256, run_id: runId })
    this.#pending.clear()
  }

  forget(): void {
    this.#pending.clear()
  }
}
