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
  await eventually(() => processesIn(folder).length === 0, 1500)
  // A machine that is busy with other things may take longer than the two seconds that a receipt waits.
  await eventually(async () => (await client.runs.list({ filter: { statuses: ['queued', 'running', 'waiting'] }, skip: 0, limit: 1 })).total === 0, 5000)
  await harness.stop()
  // Of those that came before the end; also on a busy machine.
  const took = (pipeline?: string) =>
    trials.filter((trial) => !trial.late && (pipeline === undefined || trial.pipeline === pipeline)).map(({ stoppedInMs }) => stoppedInMs ?? Infinity).toSorted((a, b) => a - b)
  const half = (all: readonly number[]) => all[Math.floor(all.length / 2)]
  const all = took()
  expect(all.length).toBeGreaterThan(0.8 * CANCELS)
  expect(all[Math.floor(all.length * 0.9)]).toBeLessThanOrEqual(1000)
  // What never ends by itself, and what ignores that it is asked to: that has a second.
  expect(half(took('scripting'))).toBeLessThanOrEqual(500)
  expect(half(took('commanding'))).toBeLessThanOrEqual(1500)
  // Each is answered when nothing of its run is alive, and after two seconds at the latest.
  expect(Math.max(...trials.map(({ tookMs }) => tookMs))).toBeLessThan(4000)
  expect(checkAlone(folder)).toEqual([])
}, 60_000)
