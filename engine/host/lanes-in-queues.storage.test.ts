import { expect, onTestFinished, test } from 'vitest'
import { startEngine, succeed } from '../testing/engine-harness'

const QUEUES = ['heavy', 'medium', 'default']
const ITEMS = 200

const pipeline = (queue: string) => `
name: calls_in_${queue}
inputs: { list: { type: array, default: [] } }
steps:
  - id: call
    uses: probe
    queue: ${queue}
    map: { over: inputs.list, max_parallel: 3 }
    with: { do: call, lane: "service:press" }
`

test('a place of a lane goes to whoever waits for it in another queue at once, and not when that next looks by itself', async () => {
  const ends: number[] = []
  const harness = await startEngine({
    behaviours: {
      call: () => {
        ends.push(performance.now())
        return succeed()
      },
    },
  })
  onTestFinished(() => harness.stop())
  const { client } = harness.engine
  const limits = { concurrency: 1, timeoutMs: 10_000, leaseTtlMs: 30_000, maxAttempts: 5 }
  await client.services.save({ service: { name: 'press', description: '', baseUrl: 'https://press.example.com', method: 'POST', path: '/', ...limits, healthPath: null, apiKey: null, apiKeyHeader: 'INTERNAL_API_KEY', poll: null } })
  const list = Array.from({ length: ITEMS }, (_, index) => index)
  const runs = await Promise.all(QUEUES.map((queue) => harness.start(pipeline(queue), { list })))
  for (const run of runs) expect(await harness.ended(run)).toMatchObject({ status: 'succeeded' })
  expect(ends).toHaveLength(ITEMS * QUEUES.length)
  const longest = Math.max(...ends.slice(1).map((end, index) => end - (ends[index] ?? 0)))
  // The queues look by themselves every second; whoever misses that a place is free waits for the most of it.
  expect(longest).toBeLessThan(700)
}, 60_000)
