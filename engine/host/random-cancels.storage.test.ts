import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually, startEngine, type EngineHarness } from '../testing/engine-harness'
import { CANCELLED_PIPELINES, cancelAtRandom, type CancelTrial } from '../testing/torture/cancel-trial'
import { checkAlone } from '../testing/torture/check-alone'
import { ledgerKind } from '../testing/torture/ledger'
import { processesIn } from '../testing/torture/processes-in'
import { SeededRandom } from '../testing/torture/random'
import { dataFolder, ledgerFile } from '../testing/torture/serve'

/** Runs of every kind of step are cancelled at random moments. `npm run torture -- --only cancels,trees` does it 5,000 times. */

const CANCELS = 200
const AT_ONCE = 10

let folder: string
let harness: EngineHarness
let ledger: ReturnType<typeof ledgerKind>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-cancels-'))
  ledger = ledgerKind(ledgerFile(folder))
  harness = await startEngine({ behaviours: {}, dataFolder: dataFolder(folder), config: { extraKinds: [ledger.kind] } })
  for (const text of CANCELLED_PIPELINES) await harness.engine.client.pipelines.save({ text })
})
afterAll(() => {
  ledger.close()
  rmSync(folder, { recursive: true, force: true })
})

test(`${CANCELS} cancels at random moments: nothing is called after them, and no process is left`, async () => {
  const { client } = harness.engine
  const engine = { client, start: async (pipeline: string) => (await client.runs.start({ pipeline })).runId }
  const random = new SeededRandom(20_260_103)
  const trials: CancelTrial[] = []
  const inTurn = async () => {
    while (trials.length < CANCELS) trials.push(await cancelAtRandom(engine, random))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, inTurn))
  await eventually(async () => (await processesIn(folder)).length === 0, 1500)
  // A machine that is busy with other things may take longer than the two seconds that a receipt waits.
  await eventually(async () => (await client.runs.list({ filter: { statuses: ['queued', 'running', 'waiting'] }, skip: 0, limit: 1 })).total === 0, 5000)
  await harness.stop()
  expect(trials.filter(({ stoppedInMs }) => stoppedInMs !== null).length).toBeGreaterThan(0.8 * CANCELS)
  expect(checkAlone(folder)).toEqual([])
}, 60_000)
