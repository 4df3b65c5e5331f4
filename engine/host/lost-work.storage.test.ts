import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startEngine, succeed, type EngineHarness } from '../testing/engine-harness'
import { onDatabase } from '../testing/on-database'
import { tempFolder } from '../testing/temp-folder'

/** What stands in a queue is a hint: the rows of runs and steps decide what is to be done. */

const TEXT = 'name: wanted\nsteps: [{ id: a, uses: probe, with: { do: work } }, { id: b, uses: probe, needs: [a], with: { do: work } }]'

async function open(dataFolder: string, works = true): Promise<EngineHarness> {
  const harness = await startEngine({ dataFolder, behaviours: { work: () => succeed() }, config: { works } })
  onTestFinished(() => harness.stop())
  return harness
}

test('a step whose place in the queue was lost gets another, and is done once', async () => {
  const dataFolder = tempFolder()
  const accepting = await open(dataFolder, false)
  const runId = await accepting.start(TEXT)
  await accepting.stop()
  const removed = onDatabase(join(dataFolder, 'signalbox.db'), (database) => database.prepare('delete from attempts').run().changes)
  expect(removed).toBe(1)

  const working = await open(dataFolder)
  expect((await working.ended(runId)).status).toBe('succeeded')
  expect(working.calls.map(({ stepId }) => stepId)).toEqual(['a', 'b'])
}, 30_000)

test.each([
  ['run', 'delete from runs'],
  ['step', 'delete from step_runs'],
])('what was at work when the engine died keeps the next one from nothing, though its %s is lost', async (_what, loss) => {
  const dataFolder = tempFolder()
  const accepting = await open(dataFolder, false)
  await accepting.start(TEXT)
  await accepting.stop()
  const file = join(dataFolder, 'signalbox.db')
  onDatabase(file, (database) => database.exec(`update attempts set status = 'running', turn = null, lease_owner = 'gone', lease_expires_at = 0, started_at = 1; ${loss}`))

  const working = await open(dataFolder)
  expect((await working.run(TEXT)).status).toBe('succeeded')
  expect(onDatabase(file, (database) => database.prepare("select count(*) from attempts where status = 'lost'").pluck().get())).toBe(1)
}, 30_000)

test('an attempt in a queue whose run is lost keeps no other from its turn', async () => {
  const dataFolder = tempFolder()
  const accepting = await open(dataFolder, false)
  await accepting.start(TEXT)
  await accepting.stop()
  onDatabase(join(dataFolder, 'signalbox.db'), (database) => database.exec('delete from runs'))

  const working = await open(dataFolder)
  expect((await working.run(TEXT)).status).toBe('succeeded')
}, 30_000)
