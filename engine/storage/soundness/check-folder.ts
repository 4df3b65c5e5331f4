import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { StorageFinding } from '../../contract/storage'
import { MOST_FINDINGS } from '../../contract/storage-bounds.ts'
import type { CheckReport, StorageProgress } from '../../ports/storage-work'
import { artifactPath, isHeld, referencedArtifacts } from './artifact-references.ts'
import { checkPages, checkRelations } from './check-database.ts'
import { contentOf, errnoOf } from './content-hash.ts'
import { runCounterFault } from './run-counter.ts'

export type TellProgress = (progress: StorageProgress) => void

/** Findings, of which a damaged folder may have very many. */
class Findings {
  readonly listed: StorageFinding[] = []
  further = 0

  /** What is told in the same words again is no other finding. */
  add(kind: StorageFinding['kind'], message: string): void {
    if (this.listed.at(-1)?.message === message) return
    if (this.listed.length < MOST_FINDINGS) this.listed.push({ kind, message })
    else this.further += 1
  }
}

/**
 * Looks at every page of the database, and at every artifact that its rows refer to. Reads only, by a connection of its own, so
 * that an engine may work on meanwhile. A folder that is damaged is what it reports, not what it fails for.
 */
export async function checkFolder(dataFolder: string, tell: TellProgress): Promise<CheckReport> {
  const file = join(dataFolder, 'signalbox.db')
  const found = new Findings()
  const totals = { artifacts: 0, artifactBytes: 0 }
  let database: Database.Database | null = null
  try {
    if (!existsSync(file)) throw new Error('it is missing. Put it back, or restore a backup: an engine that starts without it begins with an empty one.')
    database = new Database(file, { readonly: true })
    tell({ phase: 'database', done: 0, total: 0 })
    for (const words of checkPages(database)) found.add('database', `${file}: ${words}`)
    tell({ phase: 'relations', done: 0, total: 0 })
    for (const words of checkRelations(database)) found.add('database', `${file}: ${words}`)
    const counting = runCounterFault(database)
    if (counting !== null) found.add('database', `${file}: ${counting}`)
    await checkArtifacts(database, dataFolder, { found, totals, tell })
  } catch (thrown) {
    found.add('database', `${file}: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  } finally {
    database?.close()
  }
  return { findings: found.listed, further: found.further, databaseBytes: statSync(file, { throwIfNoEntry: false })?.size ?? 0, ...totals }
}

interface ArtifactCheck {
  readonly found: Findings
  readonly totals: { artifacts: number; artifactBytes: number }
  readonly tell: TellProgress
}

async function checkArtifacts(database: Database.Database, dataFolder: string, { found, totals, tell }: ArtifactCheck): Promise<void> {
  const all = referencedArtifacts(database)
  for (const [index, sha256] of all.entries()) {
    tell({ phase: 'artifacts', done: index, total: all.length })
    const { bytes, fault } = await lookAt(join(dataFolder, artifactPath(sha256)), sha256)
    if (fault !== null && !isHeld(database, sha256)) continue
    totals.artifacts += 1
    totals.artifactBytes += bytes
    if (fault !== null) found.add('artifact', fault)
  }
  tell({ phase: 'artifacts', done: all.length, total: all.length })
}

async function lookAt(path: string, sha256: string): Promise<{ bytes: number; fault: string | null }> {
  try {
    const content = await contentOf(path)
    if (content === null) return { bytes: 0, fault: `${path} is missing, and a value of a run is in it.` }
    return { bytes: content.bytes, fault: content.sha256 === sha256 ? null : `${path} does not hold any more what was put there.` }
  } catch (thrown) {
    return { bytes: 0, fault: `${path} cannot be read (${errnoOf(thrown) ?? String(thrown)}).` }
  }
}
