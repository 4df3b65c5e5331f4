import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { FolderArtifacts } from '../connectors/artifacts/folder-artifacts'
import { LocalRunFolders } from '../connectors/run-folders/local-run-folders'
import { DEFAULT_SETTINGS } from '../contract/settings'
import { Retention } from '../runtime/retention'
import { openDatabase } from '../storage/open-database'
import { eventually, startEngine, succeed } from '../testing/engine-harness'
import { onDatabase } from '../testing/on-database'
import { tempFolder } from '../testing/temp-folder'
import { systemClock } from './system'

const PIPELINE = 'name: give\nsteps: [{ id: only, uses: probe, with: { do: give } }]'
/** Too small for an artifact: it lies in a row. */
const behaviours = { give: () => succeed('x'.repeat(20_000)) }
const KEPT = 5

/** Removes ended runs but the newest few, with the engine closed. */
async function forget(folder: string): Promise<void> {
  const database = await openDatabase({ file: join(folder, 'signalbox.db') })
  const history = { days: null, runsPerPipeline: KEPT }
  const artifacts = new FolderArtifacts(join(folder, 'artifacts'))
  const retention = new Retention({ ...database, settings: { get: async () => ({ ...DEFAULT_SETTINGS, history }) }, artifacts, folders: new LocalRunFolders(folder, async () => []), clock: systemClock, logger: { info() {}, warn() {}, error: (message) => expect.fail(message) } })
  retention.start()
  await eventually(async () => (await database.read.runs({}, { skip: 0, limit: 1 })).total <= KEPT && (await database.read.removals(1)).length === 0, 20_000)
  await retention.stop()
  await database.close()
}

describe('the space of a data folder', () => {
  test('stays what it is under a steady load, when as many runs go as come', async () => {
    const folder = tempFolder()
    const sizes: number[] = []
    for (let round = 0; round < 10; round++) {
      const harness = await startEngine({ dataFolder: folder, behaviours })
      await Promise.all(Array.from({ length: 10 }, () => harness.run(PIPELINE)))
      await harness.stop()
      await forget(folder)
      sizes.push(statSync(join(folder, 'signalbox.db')).size)
    }
    // What the first rounds took is what the later ones use again.
    expect(Math.max(...sizes)).toBeLessThan((sizes[1] ?? 0) * 1.1)
  }, 90_000)

  test('is given back when asked to, a little at a time, while work goes on', async () => {
    const folder = tempFolder()
    const file = join(folder, 'signalbox.db')
    const first = await startEngine({ dataFolder: folder, behaviours })
    await first.run(PIPELINE)
    await first.stop()
    onDatabase(file, (database) => {
      database.exec('create table filler (x)')
      const insert = database.prepare('insert into filler values (?)')
      database.transaction(() => {
        for (let row = 0; row < 8000; row++) insert.run('x'.repeat(4000))
      })()
      database.exec('drop table filler')
    })
    const before = statSync(file).size
    expect(before).toBeGreaterThan(30_000_000)

    const harness = await startEngine({ dataFolder: folder, behaviours })
    onTestFinished(() => harness.stop())
    const { client } = harness.engine
    expect((await client.storage.status()).freeBytes).toBeGreaterThan(30_000_000)
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    await client.storage.reclaim()
    const meanwhile: string[] = []
    do meanwhile.push((await harness.run(PIPELINE)).status)
    while ((await client.storage.status()).job?.state === 'running')
    delay.disable()
    expect((await client.storage.status()).job).toMatchObject({ state: 'done', error: null })
    expect(meanwhile.every((status) => status === 'succeeded')).toBe(true)
    expect((await client.storage.status()).freeBytes).toBeLessThan(1_000_000)
    await eventually(() => statSync(file).size < before / 10)
    // Some milliseconds at a time on a quiet machine; all of it at once would hold the thread for as long as it takes.
    expect(delay.max / 1e6).toBeLessThan(500)
  }, 60_000)

  test('of a file from before that was possible is not, and a click says why', async () => {
    const folder = tempFolder()
    const file = join(folder, 'signalbox.db')
    const made = new Database(file)
    made.exec('pragma auto_vacuum = none; create table kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null)')
    made.close()
    expect(existsSync(file)).toBe(true)
    const harness = await startEngine({ dataFolder: folder, behaviours })
    onTestFinished(() => harness.stop())
    expect((await harness.engine.client.storage.status()).canReclaim).toBe(false)
    await expect(harness.engine.client.storage.reclaim()).rejects.toMatchObject({ code: 'request_invalid' })
  })
})
