import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Vectors } from '../ports/vectors'
import { openDatabase } from '../storage/open-database'
import { EmbeddedVectors } from '../storage/vectors/embedded-vectors'

/** Vectors kept by the engine's own database, for a whole file of tests; close it after the last one. */
export async function openVectors(): Promise<{ readonly vectors: Vectors; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-test-'))
  const database = await openDatabase({ file: join(folder, 'signalbox.db') })
  return {
    vectors: new EmbeddedVectors({ ...database, clock: { now: () => 0 } }),
    async close() {
      await database.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
