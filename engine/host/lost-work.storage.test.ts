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
