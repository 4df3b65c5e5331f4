import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkRunsOf } from '../testing/check-runs-of'
import { startEngine, succeed, type EngineHarness } from '../testing/engine-harness'
import { GREEDY_PIPELINES } from '../testing/torture/greedy-pipelines'

/** Steps that take all the time, or all the memory, that they can get. `npm run torture -- --only busy,memory` does it for longer. */

const TIMES = 20
const LOOP_MS = 250
const LEASE_MS = 120

let harness: EngineHarness
beforeAll(async () => {
  harness = await startEngine({ behaviours: { nothing: () => succeed() }, config: { leaseMs: LEASE_MS } })
})
afterAll(() => harness.stop())

const BESIDE = 'name: beside\nsteps: [{ id: a, uses: probe, with: { do: nothing } }, { id: b, uses: probe, needs: [a], with: { do: nothing } }]'

describe(`a script that calculates past its lease without a pause, ${TIMES} times`, () => {
  test('is given up by nobody, and holds nobody up', async () => {
    const code = `const until = Date.now() + ${LOOP_MS}; while (Date.now() < until) {} return 'done'`
    const pipeline = JSON.stringify({
      name: 'looping',
      steps: [{ id: 'loop', uses: 'script', map: { over: `range(${TIMES})`, max_parallel: 2 }, with: { code, timeout_ms: 20_000 } }],
    })
    const looping = await harness.start(pipeline)
    const beside = await harness.run(BESIDE)
    const whileOthersLoop = await harness.engine.client.runs.get({ run: looping })
    expect([beside.status, whileOthersLoop.status]).toEqual(['succeeded', 'running'])
    const run = await harness.ended(looping)
    const { items } = await harness.engine.client.runs.items({ runId: looping, stepId: 'loop', skip: 0, limit: 100 })
    expect([run.status, ...new Set(items.map(({ attempt }) => attempt))]).toEqual(['succeeded', 1])
    expect(items).toHaveLength(TIMES)
  }, 60_000)
})

describe(`a step that wants more memory than it may have, ${TIMES / 2} times each`, () => {
  test.each(GREEDY_PIPELINES)(
    '$name fails with $code after $attempts of its attempts, and harms nobody',
    async ({ name, text, code, attempts }) => {
      await harness.engine.client.pipelines.save({ text })
      for (let time = 0; time < TIMES / 2; time++) {
        const { runId } = await harness.engine.client.runs.start({ pipeline: name })
        const [greedy, beside] = await Promise.all([harness.ended(runId), harness.run(BESIDE)])
        expect(greedy).toMatchObject({ status: 'failed', error: { code }, steps: [{ attempt: attempts }] })
        expect(beside.status).toBe('succeeded')
      }
    },
    60_000,
  )
})

test('all of it is in order in the database', async () => {
  await checkRunsOf(harness)
})
