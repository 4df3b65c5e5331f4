import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StepRun } from '../contract/step'
import { eventually, fail, startEngine, succeed, type EngineHarness } from '../testing/engine-harness'

/** A mapped step that fails with its first item (`on_item_error: fail`) does not wait for items that wait, on the real storage. */

let harness: EngineHarness
const gates = new Map<string, (failing: boolean) => void>()

beforeAll(async () => {
  harness = await startEngine({
    behaviours: {
      item: ({ name, role }, { now }) => {
        switch (role) {
          case 'sleep':
            return { kind: 'waiting', until: now() + 3_600_000, output: null }
          case 'retry':
            return fail('later', true)
          default:
            return new Promise((resolve) => void gates.set(String(name), (failing) => resolve(failing ? fail('broken', role === 'slow') : succeed())))
        }
      },
    },
  })
})
afterAll(() => harness.stop())

const text = (name: string, roles: readonly string[]) => `
name: ${name}
steps:
  - id: each
    uses: probe
    map: { over: "${JSON.stringify(roles).replaceAll('"', "'")}", max_parallel: 8 }
    retry: { attempts: 3, backoff: fixed, delay: 1h, max: 1h, jitter: none }
    with: { do: item, role: "\${{ item }}", name: "${name} \${{ index }}" }
`

const itemsOf = async (runId: string): Promise<readonly StepRun[]> => (await harness.engine.client.runs.items({ runId, stepId: 'each' })).items

test('those that wait for a timer or a retry are given up, those at work end, and none begins', async () => {
  const runId = await harness.start(text('waits', ['sleep', 'retry', 'work', 'slow', 'fails', 'sleep', 'sleep', 'sleep', 'never']))
  await eventually(async () => (await itemsOf(runId)).filter(({ status }) => status === 'waiting').length === 5 && gates.has('waits 4'))
  gates.get('waits 4')?.(true)
  await eventually(async () => (await itemsOf(runId)).filter(({ status }) => status === 'cancelled').length === 5)
  gates.get('waits 3')?.(true)
  gates.get('waits 2')?.(false)
  const run = await harness.ended(runId)
  expect(run.error?.message).toBe('1 of 9 items of step "each" failed; 7 were not done.')
  expect((await itemsOf(runId)).map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'succeeded', 'cancelled', 'failed', 'cancelled', 'cancelled', 'cancelled', 'cancelled'])
  expect(run.steps[0]?.map).toMatchObject({ total: 9, done: 2, failed: 1, running: 0 })
})
