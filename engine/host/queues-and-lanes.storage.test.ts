import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { ServiceEntry } from '../contract/service'
import { type Behaviour, type EngineHarness, eventually, type HarnessOptions, startEngine, succeed } from '../testing/engine-harness'
import { onDatabase } from '../testing/on-database'
import { tempFolder } from '../testing/temp-folder'

/** A gate that attempts wait at: who is there, and how to let them go. */
class Gate {
  readonly inside: string[] = []
  most = 0
  #open: (() => void)[] = []

  readonly pass: Behaviour = async ({ name }, { signal }) => {
    this.inside.push(String(name))
    this.most = Math.max(this.most, this.inside.length)
    await new Promise<void>((resolve, reject) => {
      this.#open.push(resolve)
      signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true })
    })
    this.inside.splice(this.inside.indexOf(String(name)), 1)
    return succeed(1)
  }

  open(count = Infinity): void {
    for (const resolve of this.#open.splice(0, count)) resolve()
  }

  /** Lets everybody through who comes until it holds. */
  async drain(until: () => boolean | Promise<boolean>): Promise<void> {
    await eventually(async () => {
      this.open()
      return until()
    })
  }
}

const mailer = (change: Partial<ServiceEntry> = {}): ServiceEntry => ({
  name: 'mailer',
  description: '',
  baseUrl: 'https://mail.example.com',
  method: 'POST',
  path: '/send',
  concurrency: 2,
  timeoutMs: 10_000,
  leaseTtlMs: 30_000,
  maxAttempts: 5,
  healthPath: null,
  apiKey: null,
  apiKeyHeader: 'INTERNAL_API_KEY',
  poll: null,
  ...change,
})

const harnesses: EngineHarness[] = []
afterEach(async () => {
  for (const harness of harnesses.splice(0)) await harness.stop()
})

async function start(options: HarnessOptions): Promise<EngineHarness> {
  const harness = await startEngine(options)
  harnesses.push(harness)
  return harness
}

const mapped = (name: string, step: string, parallel = 20) => `
name: ${name}
inputs: { list: { type: array, default: [] } }
steps:
  - id: work
    uses: probe
    map: { over: inputs.list, max_parallel: ${parallel} }
    ${step}
`
const list = (count: number) => ({ list: Array.from({ length: count }, (_, index) => index) })

describe('a queue that was added', () => {
  test('is known to files, has its places, and is changed and removed while the engine runs', async () => {
    const gate = new Gate()
    const { engine, start: run, ended } = await start({ behaviours: { wait: gate.pass } })
    const { queues, pipelines } = engine.client
    const text = mapped('slow', 'queue: nightly\n    with: { do: wait, name: "${{ item }}" }')
    const before = await pipelines.validate({ text })
    expect(before.problems.map(({ message }) => message)).toEqual(['There is no queue `nightly`; there are `heavy`, `medium`, `default`.'])
    await queues.save({ name: 'nightly', concurrency: 2 })
    expect((await pipelines.validate({ text })).problems).toEqual([])
    expect((await pipelines.validate({ text: text.replace('nightly', 'nigthly') })).problems[0]?.message).toContain('Did you mean `nightly`?')
    const runId = await run(text, list(8))
    await eventually(() => gate.inside.length === 2)
    await queues.save({ name: 'nightly', concurrency: 4 })
    await eventually(() => gate.inside.length === 4)
    const listed = (await queues.list()).queues.find(({ name }) => name === 'nightly')
    expect(listed).toMatchObject({ concurrency: 4, running: 4, queued: 4, later: 0, builtIn: false })
    expect(listed?.holders).toHaveLength(4)
    expect(listed?.holders[0]).toMatchObject({ runId, stepId: 'work', pipelineName: 'slow', lane: null })
    expect(listed?.waiting.map(({ itemIndex }) => itemIndex)).toEqual([4, 5, 6, 7])
    expect(listed?.oldestSince).toBe(Math.min(...(listed?.waiting ?? []).map(({ since }) => since)))
    await queues.save({ name: 'nightly', concurrency: 1 })
    gate.open(2)
    await eventually(() => gate.inside.length === 2)
    gate.open(2)
    await eventually(() => gate.inside.length === 1)
    await expect(queues.remove({ name: 'nightly' })).rejects.toMatchObject({
      code: 'queue_in_use',
      message: expect.stringContaining('the pipeline "slow" has steps in it'),
    })
    await gate.drain(async () => (await engine.client.runs.get({ run: runId })).status === 'succeeded')
    expect((await ended(runId)).status).toBe('succeeded')
    await pipelines.save({ text: text.replace('queue: nightly', 'queue: medium') })
    await queues.remove({ name: 'nightly' })
    expect((await queues.list()).queues.map(({ name }) => name)).toEqual(['heavy', 'medium', 'default'])
    await expect(queues.remove({ name: 'nightly' })).rejects.toMatchObject({ code: 'queue_not_found' })
    await expect(queues.remove({ name: 'heavy' })).rejects.toMatchObject({ code: 'request_invalid' })
  })

  test('keeps its places across a restart; an old version that names one that is gone runs in the default queue, and the log says so', async () => {
    const dataFolder = tempFolder()
    const behaviours = { nothing: () => succeed(1) }
    const first = await startEngine({ behaviours, dataFolder })
    const { client } = first.engine
    await client.queues.save({ name: 'nightly', concurrency: 3 })
    await client.queues.save({ name: 'heavy', concurrency: 7 })
    const text = 'name: old\nsteps:\n  - { id: a, uses: probe, queue: nightly, with: { do: nothing } }\n'
    await client.pipelines.save({ text })
    await first.stop()
    const second = await start({ behaviours, dataFolder })
    const again = second.engine.client
    expect((await again.engine.status()).queues.map(({ name, concurrency }) => [name, concurrency])).toEqual([
      ['heavy', 7],
      ['medium', 10],
      ['default', 50],
      ['nightly', 3],
    ])
    await again.pipelines.save({ text: text.replace('queue: nightly, ', '') })
    await again.queues.remove({ name: 'nightly' })
    const { runId } = await again.runs.start({ pipeline: 'old', version: 1 })
    const run = await second.ended(runId)
    expect([run.status, run.steps[0]?.attempts[0]?.queue]).toEqual(['succeeded', 'default'])
    expect(second.log.join('\n')).toContain('a queue is not there any more')
  })

  test('has what was at work in it when the engine died, and so has its next attempt', async () => {
    const dataFolder = tempFolder()
    const behaviours = { nothing: () => succeed(1) }
    const first = await startEngine({ behaviours, dataFolder, config: { works: false } })
    await first.engine.client.queues.save({ name: 'nightly', concurrency: 1 })
    const runId = await first.start('name: cut\nsteps:\n  - { id: a, uses: probe, queue: nightly, with: { do: nothing } }\n')
    await first.stop()
    onDatabase(join(dataFolder, 'signalbox.db'), (database) =>
      database.exec("update step_runs set status = 'running'; update attempts set status = 'running', turn = null, lease_owner = 'gone', lease_expires_at = 0, started_at = 1"),
    )
    const second = await start({ behaviours, dataFolder })
    const run = await second.ended(runId)
    expect(run.steps[0]?.attempts.map(({ status, queue }) => [status, queue])).toEqual([
      ['lost', 'nightly'],
      ['succeeded', 'nightly'],
    ])
  })
})

describe('a service', () => {
  const sends = (name: string, parallel = 20) => mapped(name, 'with: { do: wait, lane: "service:mailer", name: "${{ item }}" }', parallel)

  test('has no more callers than its limit; those that find it full wait for a slot, and others pass', async () => {
    const gate = new Gate()
    const { engine, start: run, ended, run: runToEnd } = await start({ behaviours: { wait: gate.pass, nothing: () => succeed(1) } })
    const { client } = engine
    await client.services.save({ service: mailer() })
    const runId = await run(sends('letters'), list(8))
    await eventually(() => gate.inside.length === 2)
    const items = await client.runs.items({ runId, stepId: 'work' })
    expect(items.items.map(({ status, waiting }) => waiting?.reason ?? status)).toEqual(['running', 'running', ...Array<string>(6).fill('slot')])
    expect(await runToEnd('name: other\nsteps:\n  - { id: a, uses: probe, with: { do: nothing } }\n')).toMatchObject({ status: 'succeeded' })
    const [lane] = (await client.queues.list()).lanes
    expect(lane).toMatchObject({ lane: 'service:mailer', of: 'service', name: 'mailer', limit: 2, running: 2, queued: 6, shut: null })
    expect(lane?.holders.map(({ stepId }) => stepId)).toEqual(['work', 'work'])
    await client.services.save({ service: mailer({ concurrency: 5 }) })
    await eventually(() => gate.inside.length === 5)
    await gate.drain(async () => (await client.runs.get({ run: runId })).status === 'succeeded')
    await ended(runId)
    expect(gate.most).toBe(5)
    const events: string[] = []
    for await (const batch of await client.runs.watch({ runId })) for (const event of batch) if (event.type === 'step.changed') events.push(event.status)
    expect(events).toContain('waiting')
  })

  test('that is full makes a run wait that has nothing else to do', async () => {
    const gate = new Gate()
    const { engine, start: run, ended } = await start({ behaviours: { wait: gate.pass, nothing: () => succeed(1) } })
    const { client } = engine
    await client.services.save({ service: mailer({ concurrency: 1 }) })
    const one = await run(sends('one'), list(1))
    await eventually(() => gate.inside.length === 1)
    const two = await run(
      'name: two\nsteps:\n  - { id: a, uses: probe, with: { do: nothing } }\n  - { id: b, uses: probe, needs: [a], with: { do: nothing, lane: "service:mailer" } }\n',
    )
    await eventually(async () => (await client.runs.get({ run: two })).status === 'waiting')
    expect((await client.runs.get({ run: two })).steps[1]).toMatchObject({ status: 'waiting', waiting: { reason: 'slot', until: null } })
    gate.open()
    expect([(await ended(one)).status, (await ended(two)).status]).toEqual(['succeeded', 'succeeded'])
  })

  test('gives back the places of a run that is cancelled, to those that wait', async () => {
    const gate = new Gate()
    const { engine, start: run, ended } = await start({ behaviours: { wait: gate.pass } })
    const { client } = engine
    await client.services.save({ service: mailer() })
    const one = await run(sends('one'), list(6))
    const two = await run(sends('two'), list(2))
    await eventually(() => gate.inside.length === 2)
    await client.runs.cancel({ runId: one })
    expect((await ended(one)).status).toBe('cancelled')
    await eventually(async () => (await client.runs.items({ runId: two, stepId: 'work' })).items.every(({ status }) => status === 'running'))
    gate.open()
    expect((await ended(two)).status).toBe('succeeded')
  })

  test('keeps to its limit across a restart', async () => {
    const dataFolder = tempFolder()
    const before = new Gate()
    const first = await startEngine({ behaviours: { wait: before.pass }, dataFolder })
    await first.engine.client.services.save({ service: mailer() })
    const runId = await first.start(sends('letters'), list(6))
    await eventually(() => before.inside.length === 2)
    await first.stop()
    const gate = new Gate()
    const { engine } = await start({ behaviours: { wait: gate.pass }, dataFolder })
    await eventually(() => gate.inside.length === 2)
    await gate.drain(async () => (await engine.client.runs.get({ run: runId })).status === 'succeeded')
    expect(gate.most).toBe(2)
  })

  test('says how often a step may try', async () => {
    let tries = 0
    const failing: Behaviour = () => {
      tries += 1
      return { kind: 'failed', code: 'http_unavailable', message: 'busy', retryable: true }
    }
    const { engine, run } = await start({ behaviours: { failing } })
    await engine.client.services.save({ service: mailer({ maxAttempts: 2 }) })
    const text =
      'name: tries\ndefaults: { retry: { attempts: 9, delay: 1ms, max: 1ms } }\nsteps:\n  - { id: a, uses: probe, with: { do: failing, lane: "service:mailer" } }\n'
    expect((await run(text)).status).toBe('failed')
    expect(tries).toBe(2)
  })

  test('that asks to be left alone is, by all who go by it', async () => {
    const calls: number[] = []
    const busyOnce: Behaviour = (_args, { now }) => {
      calls.push(now())
      return calls.length === 1 ? { kind: 'failed', code: 'http_unavailable', message: 'busy', retryable: true, retryAfterMs: 600 } : succeed(1)
    }
    const { engine, start: run, ended } = await start({ behaviours: { busyOnce } })
    const { client } = engine
    await client.services.save({ service: mailer({ concurrency: 1 }) })
    const runId = await run(mapped('polite', 'retry: { attempts: 3, delay: 1ms }\n    with: { do: busyOnce, lane: "service:mailer" }'), list(4))
    await eventually(() => calls.length === 1)
    await eventually(async () => (await client.queues.list()).lanes[0]?.shut !== null)
    const { lanes } = await client.queues.list()
    expect(lanes[0]?.shut?.because).toContain('wants to be left alone')
    expect((await ended(runId)).status).toBe('succeeded')
    const [first = 0, second = 0] = calls
    expect(second - first).toBeGreaterThanOrEqual(600)
    expect(calls).toHaveLength(5)
  })
})

describe('fairness', () => {
  test('a flood of one pipeline does not put off another, also where steps hand over their places', async () => {
    const order: string[] = []
    const note: Behaviour = ({ name }) => {
      order.push(String(name))
      return succeed(1)
    }
    const { engine, ended } = await start({ behaviours: { note }, config: { queues: { default: 4 } } })
    const { client } = engine
    const chain = (name: string) =>
      `name: ${name}\nsteps:\n${Array.from({ length: 12 }, (_, index) => `  - { id: s${index}, uses: probe, with: { do: note, name: ${name} }${index === 0 ? '' : `, needs: [s${index - 1}]`} }`).join('\n')}\n`
    await client.pipelines.save({ text: chain('flood') })
    await client.pipelines.save({ text: chain('small') })
    const flood = await Promise.all(Array.from({ length: 150 }, () => client.runs.start({ pipeline: 'flood' })))
    const from = order.length
    const { runId } = await client.runs.start({ pipeline: 'small' })
    await ended(runId)
    const beside = order.slice(from)
    // Twelve steps of its own: whatever else was done meanwhile is a few places' turns, not the flood.
    expect(beside.lastIndexOf('small')).toBeLessThan(12 * 4 * 9)
    expect(beside.indexOf('small')).toBeLessThan(4 * 9 * 3)
    await Promise.all(flood.map((run) => ended(run.runId)))
  }, 60_000)
})

test('an engine that only answers begins nothing, whatever queues there are', async () => {
  const dataFolder = tempFolder()
  const text = 'name: look\nsteps: [{ id: a, uses: probe, with: { do: effect } }]'
  const behaviours = { effect: () => succeed(1) }
  const looking = await startEngine({ dataFolder, behaviours, config: { works: false } })
  const runId = await looking.start(text)
  // Every queue there is has been told to whoever would work, the new one and those that are always there.
  await looking.engine.client.queues.save({ name: 'graders', concurrency: 3 })
  await eventually(async () => (await looking.engine.client.queues.list()).queues.some(({ name, queued }) => name === 'default' && queued === 1))
  await looking.stop()
  expect(looking.calls).toEqual([])

  const again = await startEngine({ dataFolder, behaviours, config: { works: false } })
  await again.stop()
  expect(again.calls).toEqual([])
  expect(again.log.join('\n')).not.toContain('a queue is not there any more')

  const working = await startEngine({ dataFolder, behaviours })
  expect(await working.ended(runId)).toMatchObject({ status: 'succeeded' })
  expect(working.calls).toMatchObject([{ attempt: 1 }])
  await working.stop()
})
