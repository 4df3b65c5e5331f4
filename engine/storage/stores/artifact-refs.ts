import type { Kysely } from 'kysely'
import { artifactOf } from '../codecs'
import type { HotStatement, Outlet } from '../outlet'
import type { Schema } from '../schema'

/** Notes which run holds which artifact, in the commit that writes the value: what no run holds may be collected. */
export class ArtifactRefs {
  readonly #outlet: Outlet
  readonly #insert: HotStatement
  readonly #pending = new Map<string, { readonly sha256: string; readonly runId: string }>()

  constructor(outlet: Outlet, kysely: Kysely<Schema>) {
    this.#outlet = outlet
    const insert = kysely
      .insertInto('artifact_refs')
      .values({ sha256: '', run_id: '' })
      .onConflict((conflict) => conflict.doNothing())
    this.#insert = outlet.statement(insert.compile().sql)
  }

  /** `encoded` is a value as its column holds it. */
  note(runId: string, encoded: string | null): void {
    const sha256 = artifactOf(encoded)
    if (sha256 !== null) this.#pending.set(`${sha256} ${runId}`, { sha256, runId })
  }

  writeOut(): void {
    if (this.#pending.size === 0) return
    for (const { sha256, runId } of this.#pending.values()) this.#outlet.run(this.#insert, [sha256, runId])
    this.#pending.clear()
  }

  forget(): void {
    this.#pending.clear()
  }
}
