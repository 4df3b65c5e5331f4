import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { SqliteCode } from '../testing/faults/fault'
import { FaultyDriver } from '../testing/faults/faulty-driver'
import { eventually, startEngine, succeed, workerSources } from '../testing/engine-harness'
import { checkFile } from '../testing/history/check-file'
import { onDatabase } from '../testing/on-database'
import { tempFolder } from '../testing/temp-folder'

const PIPELINE = `
name: held
steps:
  - { id: one, uses: probe, with: { do: gate } }
  - { id: two, uses: probe, needs: [one], with: { do: echo } }
`

const BROKEN: readonly (readonly [SqliteCode, string])[] = [
  ['SQLITE_IOERR_FSYNC', 'storage_failed'],
  ['SQLITE_FULL', 'storage_full'],
  ['SQLITE_BUSY', 'storage_busy'],
  ['SQLITE_READONLY', 'data_folder_unusable'],
  ['SQLITE_CORRUPT', 'storage_corrupt'],
]

test.each(BROKEN)('while the database answers %s the engine says %s, begins nothing and confirms nothing; then it goes on by itself', async (sqlite, code) => {
  const driver = new FaultyDriver()
  const dataFolder = tempFolder()
  let open = () => undefined as void
  const gate = new Promise<void>((resolve) => (open = resolve))
  const harness = await startEngine({
    dataFolder,
    behaviours: { gate: () => gate.then(() => succeed()), echo: () => succeed() },
    config: { connect: driver.connect, workers: { ...workerSources, writes: undefined } },
  })
  onTestFinished(() => harness.stop())
  const { client } = harness.engine
  const atWork = await harness.start(PIPELINE)
  await eventually(() => harness.calls.length === 1)

  driver.breakDown(sqlite)
  const submission = { pipeline: 'held', idempotencyKey: 'refused' }
  await expect(client.runs.start(submission)).rejects.toMatchObject({ code })
  open()
  expect((await client.engine.status()).health).toMatchObject({ state: 'degraded', error: { code } })
  await eventually(() => harness.log.some((line) => line.includes('"engine degraded"') && line.includes(code)))
  expect(harness.calls).toHaveLength(1)

  driver.mend()
  expect(await harness.ended(atWork)).toMatchObject({ status: 'succeeded' })
  await eventually(async () => (await client.engine.status()).health.state === 'ok')
  const { runId } = await client.runs.start(submission)
  expect(await harness.ended(runId)).toMatchObject({ status: 'succeeded' })
  expect(harness.calls.filter((call) => call.runId === atWork).map(({ stepId, attempt }) => [stepId, attempt])).toEqual([
    ['one', 1],
    ['two', 1],
  ])
  await harness.stop()
  expect(onDatabase(join(dataFolder, 'signalbox.db'), checkFile)).toEqual([])
})

test.each(BROKEN)('an idle engine that met %s says that it is well again, without waiting for work', async (sqlite, code) => {
  const driver = new FaultyDriver()
  const harness = await startEngine({ behaviours: {}, config: { connect: driver.connect, workers: { ...workerSources, writes: undefined } } })
  onTestFinished(() => harness.stop())
  const { client } = harness.engine
  driver.breakDown(sqlite)
  await eventually(async () => {
    const { health } = await client.engine.status()
    return health.state === 'degraded' && health.error.code === code
  })
  driver.mend()
  await eventually(async () => (await client.engine.status()).health.state === 'ok')
})
