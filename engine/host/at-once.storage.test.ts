import Database from 'better-sqlite3'
import { Kysely } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sqliteDialect } from '../storage/dialects/sqlite'
import { gatherWrites } from '../storage/gathered-writes'
import { migrate } from '../storage/migrate'
import type { Schema } from '../storage/schema'
import { startEngine, succeed, type EngineHarness } from '../testing/engine-harness'
import { tempFolder } from '../testing/temp-folder'
import { aNewAttempt } from '../testing/builders'

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
  for (const stepRunId of ['known', 'unknown']) await attempts.insertRunning(aNewAttempt(stepRunId), lease, 0)
  await attempts.renewLeases([{ stepRunId: 'known', number: 1, expiresAt: 200 }], lease.owner)
  const rows = await db.selectFrom('attempts').select(['step_run_id', 'lease_expires_at']).orderBy('step_run_id').execute()
  expect(rows).toEqual([
    { step_run_id: 'known', lease_expires_at: 200 },
    { step_run_id: 'unknown', lease_expires_at: 100 },
  ])
  database.close()
})

test('places are neither lost nor given twice when others in the same commits are refused', async () => {
  let atWork = 0
  const seen: number[] = []
  const { engine, run, ended, stop } = await startEngine({
    config: { queues: { default: 2 } },
    behaviours: {
      work: async () => {
        seen.push(++atWork)
        await new Promise((resolve) => setImmediate(resolve))
        atWork -= 1
        return succeed(1)
      },
    },
  })
  const { client } = engine
  const over = await run('name: over\nsteps: [{ id: a, uses: probe, with: { do: work } }]')
  const step = (id: string, needs: string) => `{ id: ${id}, uses: probe, needs: [${needs}], with: { do: work } }`
  await client.pipelines.save({ text: `name: wide\nsteps: [${step('a', '')}, ${step('b', '')}, ${step('c', 'a')}, ${step('d', 'a')}, ${step('e', 'b')}, ${step('f', 'c, d, e')}]` })
  let refusing = true
  const refuse = async () => {
    while (refusing) await client.runs.cancel({ runId: over.id }).catch(() => new Promise((resolve) => setImmediate(resolve)))
  }
  const refused = [refuse(), refuse()]
  const started = await Promise.all(Array.from({ length: 20 }, () => client.runs.start({ pipeline: 'wide' })))
  for (const { runId } of started) expect((await ended(runId)).status).toBe('succeeded')
  refusing = false
  await Promise.all(refused)
  expect(Math.max(...seen)).toBe(2)
  seen.length = 0
  const last = await client.runs.start({ pipeline: 'wide' })
  await ended(last.runId)
  expect([Math.max(...seen), seen.length]).toEqual([2, 6])
  await stop()
})
