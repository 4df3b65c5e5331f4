import Database from 'better-sqlite3'
import { Kysely } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sqliteDialect } from '../storage/dialects/sqlite'
import { gatherWrites } from '../storage/gathered-writes'
import { migrate } from '../storage/migrate'
import type { Schema } from '../storage/schema'
import { startEngine, succeed, type EngineHarness } from '../testing/engine-harness'
import { tempFolder } from '../testing/temp-folder'

/** What belongs to one commit, and what the memory of a process may not know of one. */

let harness: EngineHarness
beforeAll(async () => {
  harness = await startEngine({ behaviours: { give: ({ value }) => succeed(value ?? null) } })
})
afterAll(() => harness.stop())

const text = (value: number) => `name: new\nsteps: [{ id: a, uses: probe, with: { do: give, value: ${value} } }]`

test('a version can be started in the commit that stores it', async () => {
  const { client } = harness.engine
  const folder = tempFolder()
  await client.pipelines.save({ text: text(1), folder })
  const [saved, { runId }] = await Promise.all([client.pipelines.save({ text: text(2), folder }), client.runs.start({ pipeline: 'new' })])
  expect(saved.version).toBe(2)
  expect(await harness.ended(runId)).toMatchObject({ status: 'succeeded', version: 2 })
})

test('only the leases that are named are renewed, so that an attempt nobody knows to hold runs out', async () => {
  const database = new Database(':memory:')
  const dialect = sqliteDialect(database)
  const db = new Kysely<Schema>({ dialect: dialect.kysely })
  await migrate(db, dialect, async () => undefined)
  const attempts = gatherWrites(database, db).stores.attempts
  const lease = { owner: 'worker', expiresAt: 100 }
  for (const stepRunId of ['known', 'unknown']) await attempts.insertRunning({ stepRunId, number: 1, runId: 'run', queue: 'default', priority: 0, availableAt: 0 }, lease, 0)
  await attempts.renewLeases([{ stepRunId: 'known', number: 1 }], { ...lease, expiresAt: 200 })
  const rows = await db.selectFrom('attempts').select(['step_run_id', 'lease_expires_at']).orderBy('step_run_id').execute()
  expect(rows).toEqual([
    { step_run_id: 'known', lease_expires_at: 200 },
    { step_run_id: 'unknown', lease_expires_at: 100 },
  ])
  database.close()
})
