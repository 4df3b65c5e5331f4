import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunDetail } from '../contract/run'
import { eventually, fail, startEngine, succeed, type EngineHarness } from '../testing/engine-harness'

/** What pausing and resuming a run promise, on the real storage. */

let harness: EngineHarness
const gates = new Map<string, () => void>()
const tries = new Map<string, number>()

beforeAll(async () => {
  harness = await startEngine({
    behaviours: {
      echo: () => succeed(),
      gate: ({ name }, { signal }) =>
        new Promise((resolve, reject) => {
          gates.set(String(name), () => resolve(succeed()))
          signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        }),
      flaky: ({ name }) => {
        const count = (tries.get(String(name)) ?? 0) + 1
        tries.set(String(name), count)
        return count === 1 ? fail('once', true) : succeed(count)
      },
      sleep: ({ ms }, { now }) => ({ kind: 'waiting', until: now() + Number(ms), output: null }),
    },
  })
})
afterAll(() => harness.stop())

const client = () => harness.engine.client
const get = (run: string) => client().runs.get({ run })
const statuses = (run: RunDetail) => Object.fromEntries(run.steps.map(({ stepId, status }) => [stepId, status]))
const open = (name: string) => {
  const gate = gates.get(name)
  if (gate === undefined) throw new Error(`nobody stands at the gate ${name}`)
  gate()
}
const endedStep = async (run: string, stepId: string) => (await get(run)).steps.some((step) => step.stepId === stepId && step.finishedAt !== null)

const chain = (name: string) => `
name: ${name}
steps:
  - { id: one, uses: probe, with: { do: gate, name: ${name} } }
  - { id: two, uses: probe, needs: [one], with: { do: echo } }
  - { id: three, uses: probe, needs: [two], with: { do: echo } }
`

describe('a paused run', () => {
  test('lets what is at work end, begins nothing, and goes on where it was', async () => {
    const runId = await harness.start(chain('plain'))
    await eventually(() => gates.has('plain'))
    const paused = await client().runs.pause({ runId })
    expect(paused).toMatchObject({ status: 'running', stillAtWork: 1 })
    expect(paused.pausedAt).not.toBeNull()
    open('plain')
    await eventually(() => endedStep(runId, 'one'))
    // Whatever the workers do meanwhile, other runs are not held up.
    await harness.run('name: beside\nsteps: [{ id: only, uses: probe, with: { do: echo } }]')
    const held = await get(runId)
    expect(held).toMatchObject({ status: 'running', stillAtWork: 0 })
    expect(statuses(held)).toEqual({ one: 'succeeded', two: 'ready', three: 'pending' })
    expect((await client().runs.resume({ runId })).pausedAt).toBeNull()
    const ended = await harness.ended(runId)
    expect(ended).toMatchObject({ status: 'succeeded', pausedAt: null })
    expect(ended.steps.map(({ attempts }) => attempts.length)).toEqual([1, 1, 1])
  })

  test('is paused and resumed once, however often that is asked for, and only while it goes on', async () => {
    const runId = await harness.start(chain('often'))
    await eventually(() => gates.has('often'))
    const { pausedAt } = await client().runs.pause({ runId })
    expect((await client().runs.pause({ runId })).pausedAt).toBe(pausedAt)
    await client().runs.resume({ runId })
    await client().runs.resume({ runId })
    open('often')
    await harness.ended(runId)
    const types: string[] = []
    for await (const batch of await client().runs.watch({ runId })) types.push(...batch.map(({ type }) => type))
    expect(types.filter((type) => type === 'run.paused' || type === 'run.resumed')).toEqual(['run.paused', 'run.resumed'])
    await expect(client().runs.pause({ runId })).rejects.toMatchObject({ code: 'run_already_finished' })
    await expect(client().runs.resume({ runId })).rejects.toMatchObject({ code: 'run_already_finished' })
    const nobody = '019a0000-0000-7000-8000-00000000dead'
    await expect(client().runs.pause({ runId: nobody })).rejects.toMatchObject({ code: 'run_not_found' })
  })

  test('keeps the time of a retry, and is not tried again before it is resumed', async () => {
    const runId = await harness.start(`
name: retrying
steps: [{ id: flaky, uses: probe, with: { do: flaky, name: r }, retry: { attempts: 2, backoff: fixed, delay: 300ms, jitter: none } }]
`)
    await eventually(async () => (await get(runId)).steps[0]?.status === 'waiting')
    const [waiting] = (await get(runId)).steps
    await client().runs.pause({ runId })
    expect((await get(runId)).steps[0]?.waiting).toEqual(waiting?.waiting)
    await eventually(() => Date.now() > (waiting?.waiting?.until ?? 0) + 50)
    await harness.run('name: beside2\nsteps: [{ id: only, uses: probe, with: { do: echo } }]')
    expect(tries.get('r')).toBe(1)
    await client().runs.resume({ runId })
    expect(await harness.ended(runId)).toMatchObject({ status: 'succeeded' })
    expect(tries.get('r')).toBe(2)
  })

  test('sees its timers run out, and starts nothing because of them', async () => {
    const runId = await harness.start(`
name: timed
steps:
  - { id: sleep, uses: probe, with: { do: sleep, ms: 200 } }
  - { id: after, uses: probe, needs: [sleep], with: { do: echo } }
`)
    await eventually(async () => (await get(runId)).steps[0]?.status === 'waiting')
    await client().runs.pause({ runId })
    await eventually(() => endedStep(runId, 'sleep'))
    expect(statuses(await get(runId))).toEqual({ sleep: 'succeeded', after: 'ready' })
    expect(harness.calls.some((call) => call.runId === runId && call.stepId === 'after')).toBe(false)
    await client().runs.resume({ runId })
    expect(await harness.ended(runId)).toMatchObject({ status: 'succeeded' })
  })

  test('begins no further items of a mapped step', async () => {
    const runId = await harness.start(`
name: items
steps: [{ id: each, uses: probe, map: { over: "[0, 1, 2, 3]", max_parallel: 2 }, with: { do: gate, name: "item \${{ index }}" } }]
`)
    await eventually(() => gates.has('item 0') && gates.has('item 1'))
    expect(await client().runs.pause({ runId })).toMatchObject({ stillAtWork: 2 })
    open('item 0')
    open('item 1')
    await eventually(async () => (await get(runId)).stillAtWork === 0)
    expect(gates.has('item 2')).toBe(false)
    await client().runs.resume({ runId })
    await eventually(() => gates.has('item 2') && gates.has('item 3'))
    open('item 2')
    open('item 3')
    expect(await harness.ended(runId)).toMatchObject({ status: 'succeeded' })
  })

  test('can be cancelled', async () => {
    const runId = await harness.start(chain('dropped'))
    await eventually(() => gates.has('dropped'))
    await client().runs.pause({ runId })
    expect(await client().runs.cancel({ runId })).toMatchObject({ run: { status: 'cancelled', pausedAt: null }, stepsStopped: 3 })
  })

  test('ends when what was at work was the last of it', async () => {
    const runId = await harness.start('name: last\nsteps: [{ id: only, uses: probe, with: { do: gate, name: last } }]')
    await eventually(() => gates.has('last'))
    await client().runs.pause({ runId })
    open('last')
    expect(await harness.ended(runId)).toMatchObject({ status: 'succeeded', pausedAt: null })
  })

  test('is counted, and found among the others', async () => {
    const runId = await harness.start(chain('counted'))
    await eventually(() => gates.has('counted'))
    const before = (await client().engine.status()).pausedRuns
    await client().runs.pause({ runId })
    expect((await client().engine.status()).pausedRuns).toBe(before + 1)
    const { items } = await client().runs.list({ filter: { paused: true } })
    expect(items.map(({ id }) => id)).toContain(runId)
    await client().runs.resume({ runId })
    expect((await client().runs.list({ filter: { paused: true } })).items.map(({ id }) => id)).not.toContain(runId)
    open('counted')
    await harness.ended(runId)
  })

  test('stays paused over a restart, also what died with its worker', async () => {
    const first = await startEngine({ behaviours: { gate: () => new Promise(() => undefined), echo: () => succeed() } })
    const runId = await first.start(chain('restarted'))
    await eventually(() => first.calls.length === 1)
    await first.engine.client.runs.pause({ runId })
    await first.engine.stop(0)
    const second = await startEngine({ behaviours: { gate: () => succeed(), echo: () => succeed() }, dataFolder: first.dataFolder })
    try {
      await second.run('name: other\nsteps: [{ id: only, uses: probe, with: { do: echo } }]')
      const held = await second.engine.client.runs.get({ run: runId })
      expect(held.pausedAt).not.toBeNull()
      expect([second.calls.filter((call) => call.runId === runId), statuses(held)]).toEqual([[], { one: 'ready', two: 'pending', three: 'pending' }])
      await second.engine.client.runs.resume({ runId })
      expect(await second.ended(runId)).toMatchObject({ status: 'succeeded' })
    } finally {
      await second.stop()
      await first.stop()
      await rm(first.dataFolder, { recursive: true, force: true })
    }
  })
})
