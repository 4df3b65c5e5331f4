import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Json } from '../contract/json'
import { checkRunsOf } from '../testing/check-runs-of'
import { eventually, fail, startEngine, succeed, type Behaviour, type EngineHarness, type HarnessOptions } from '../testing/engine-harness'
import { onDatabase } from '../testing/on-database'
import { tempFolder } from '../testing/temp-folder'

const echo = (args: { readonly [key: string]: Json }) => succeed(args)

async function start(behaviours: Readonly<Record<string, Behaviour>> = {}, options: Partial<HarnessOptions> = {}): Promise<EngineHarness> {
  const harness = await startEngine({ ...options, behaviours: { echo, ...behaviours } })
  onTestFinished(() => harness.stop())
  return harness
}

const child = (what: string, rest = '') => `name: child\ninputs: { n: { type: integer, default: 0 } }\nsteps: [{ id: work, uses: probe, with: { do: ${what}, n: "\${{ inputs.n }}" } }]\noutputs: { made: "\${{ steps.work.output }}" }\n${rest}`
const parent = (config = '', rest = '') => `
name: parent
steps:
  - { id: sub, uses: pipeline, with: { pipeline: child, input: { n: 7 }${config} } }
  - { id: after, uses: probe, needs: [sub], with: { do: echo, got: "\${{ steps.sub.output }}" } }
${rest}`

async function childOf({ engine }: EngineHarness, runId: string, stepId = 'sub') {
  const { steps } = await engine.client.runs.get({ run: runId })
  const stepRunId = steps.find((step) => step.stepId === stepId)?.id ?? ''
  return (await engine.client.runs.step({ stepRunId })).child
}

async function startedChild(harness: EngineHarness, runId: string) {
  await eventually(async () => (await childOf(harness, runId)) !== null)
  const found = await childOf(harness, runId)
  if (found === null) throw new Error('no child')
  return found
}

/** Works until it is let go or told to stop. */
function held() {
  let letGo = (): void => undefined
  let ended = 0
  const released = new Promise<void>((resolve) => (letGo = resolve))
  const behaviour: Behaviour = (args, { signal }) =>
    new Promise((resolve, reject) => {
      void released.then(() => resolve(succeed(args)))
      signal.addEventListener('abort', () => {
        ended = Date.now()
        reject(signal.reason)
      }, { once: true })
    })
  return { behaviour, letGo: () => letGo(), endedAt: () => ended }
}

describe('a step that runs a pipeline', () => {
  test('waits for the run and gives out what that gave out; the two know of each other', async () => {
    const gate = held()
    const harness = await start({ slow: gate.behaviour }, { config: { queues: { default: 1 } } })
    await harness.engine.client.pipelines.save({ text: child('slow') })
    const runId = await harness.start(parent())
    const { runId: childId, externalId } = await startedChild(harness, runId)
    // One place is enough for both: the parent holds none.
    await eventually(async () => (await harness.engine.client.runs.get({ run: childId })).status === 'running')
    const waiting = await harness.engine.client.runs.get({ run: runId })
    expect(waiting.status).toBe('waiting')
    expect(waiting.steps[0]).toMatchObject({ status: 'waiting', waiting: { reason: 'child', until: null } })
    const started = await harness.engine.client.runs.get({ run: childId })
    expect(started).toMatchObject({ startedBy: 'pipeline', input: { n: 7 }, parent: { runId, externalId: waiting.externalId, stepId: 'sub', itemIndex: null } })
    gate.letGo()
    const run = await harness.ended(runId)
    expect(run.status).toBe('succeeded')
    expect(harness.calls.at(-1)?.args).toEqual({ got: { run: externalId, run_id: childId, output: { made: { n: 7 } } } })
    const ends = await Promise.all([childId, runId].map(async (id) => (await harness.engine.client.runs.get({ run: id })).steps))
    // In one transaction: the step ends at the time at which the run does.
    expect(run.steps[0]?.finishedAt).toBe((await harness.engine.client.runs.get({ run: childId })).finishedAt)
    expect(ends).toHaveLength(2)
    await checkRunsOf(harness)
  })

  test('fails when the run fails, and names it with its error', async () => {
    const harness = await start({ bad: () => fail('the disk is on fire') })
    await harness.engine.client.pipelines.save({ text: child('bad') })
    const run = await harness.run(parent())
    const found = await childOf(harness, run.id)
    expect(run.status).toBe('failed')
    expect(run.steps[0]?.error).toMatchObject({ code: 'child_failed', message: expect.stringMatching(/^Run SBX-\d+ of pipeline "child" failed: Step "work" failed: the disk is on fire/), details: { run: found?.externalId, runId: found?.runId } })
    expect(run.steps[0]?.attempts).toHaveLength(1)
    await checkRunsOf(harness)
  })

  test('fails when the run is cancelled', async () => {
    const harness = await start({ slow: held().behaviour })
    await harness.engine.client.pipelines.save({ text: child('slow') })
    const runId = await harness.start(parent())
    const { runId: childId } = await startedChild(harness, runId)
    await eventually(async () => (await harness.engine.client.runs.get({ run: childId })).status === 'running')
    await harness.engine.client.runs.cancel({ runId: childId })
    const run = await harness.ended(runId)
    expect(run.steps[0]?.error).toMatchObject({ code: 'child_failed', message: expect.stringContaining('was cancelled') })
  })

  test('does not wait when it is told so; the run then goes its own way', async () => {
    const gate = held()
    const harness = await start({ slow: gate.behaviour })
    await harness.engine.client.pipelines.save({ text: child('slow') })
    const run = await harness.run(parent(', wait: false'))
    expect(run.status).toBe('succeeded')
    const found = await childOf(harness, run.id)
    expect(harness.calls.find(({ stepId }) => stepId === 'after')?.args).toEqual({ got: { run: found?.externalId, run_id: found?.runId } })
    gate.letGo()
    expect((await harness.ended(found?.runId ?? '')).status).toBe('succeeded')
  })

  test('fails when the run finds no place and is not run', async () => {
    const gate = held()
    const harness = await start({ slow: gate.behaviour })
    await harness.engine.client.pipelines.save({ text: child('slow', 'concurrency: { limit: 1, overlap: skip }') })
    const { runId: first } = await harness.engine.client.runs.start({ pipeline: 'child' })
    const run = await harness.run(parent())
    expect(run.steps[0]?.error).toMatchObject({ code: 'child_failed', message: expect.stringContaining('overlap: skip') })
    gate.letGo()
    expect((await harness.ended(first)).status).toBe('succeeded')
    await checkRunsOf(harness)
  })

  test('takes the version that it names', async () => {
    const harness = await start()
    await harness.engine.client.pipelines.save({ text: child('echo') })
    await harness.engine.client.pipelines.save({ text: child('echo', 'description: newer') })
    const run = await harness.run(parent(', version: 1'))
    const found = await childOf(harness, run.id)
    expect((await harness.engine.client.runs.get({ run: found?.runId ?? '' })).version).toBe(1)
  })

  test.each([
    ['an unknown pipeline', parent().replace('pipeline: child', 'pipeline: nowhere'), 'pipeline_not_found'],
    ['input that the pipeline refuses', parent().replace('n: 7', 'n: seven'), 'input_invalid'],
  ])('fails for %s', async (_what, text, code) => {
    const harness = await start()
    await harness.engine.client.pipelines.save({ text: child('echo') })
    const run = await harness.run(text)
    expect([run.status, run.steps[0]?.error?.code]).toEqual(['failed', code])
  })

  test('runs ten deep at most', async () => {
    const harness = await start()
    const run = await harness.run('name: again\nsteps: [{ id: sub, uses: pipeline, with: { pipeline: again } }]')
    expect(run.status).toBe('failed')
    const { items, total } = await harness.engine.client.runs.list({ filter: {} })
    expect(total).toBe(11)
    const deepest = await harness.engine.client.runs.get({ run: items[0]?.id ?? '' })
    expect(deepest.steps[0]?.error).toMatchObject({ code: 'runs_too_deep' })
    await checkRunsOf(harness)
  })

  test('gives out also what is too large for a row', async () => {
    const harness = await start({ large: () => succeed('x'.repeat(100_000)), length: ({ text }) => succeed(String(text).length) })
    await harness.engine.client.pipelines.save({ text: child('large') })
    const run = await harness.run(parent('', '  - { id: count, uses: probe, needs: [sub], with: { do: length, text: "${{ steps.sub.output.output.made }}" } }\n').replace(/ {2}- \{ id: after.*\n/, ''))
    expect(run.status).toBe('succeeded')
    const { output } = await harness.engine.client.runs.step({ stepRunId: run.steps.find(({ stepId }) => stepId === 'count')?.id ?? '' })
    expect(output).toEqual({ kind: 'json', value: 100_000 })
  })

  test('may be mapped: each item has a run of its own', async () => {
    const harness = await start()
    await harness.engine.client.pipelines.save({ text: child('echo') })
    const run = await harness.run('name: each\nsteps: [{ id: sub, uses: pipeline, map: { over: "[1, 2, 3, 4, 5]", max_parallel: 2 }, with: { pipeline: child, input: { n: "${{ item }}" } } }]\noutputs: { all: "${{ steps.sub.output }}" }')
    expect(run.status).toBe('succeeded')
    const value = run.output.kind === 'json' ? run.output.value : null
    expect(value).toMatchObject({ all: [1, 2, 3, 4, 5].map((n) => ({ output: { made: { n } } })) })
    await checkRunsOf(harness)
  })
})

describe('the end of a child run', () => {
  /** The parent's attempt says that it waits only when the child has ended. */
  test('before anyone waits for it is not lost', async () => {
    const late = await startEngine({
      behaviours: {
        echo,
        // What the kind does, slowed down between its two halves.
        async sub(_, step) {
          const { runId } = await step.startRun({ pipeline: 'child', input: { n: 7 }, waits: true })
          await eventually(async () => (await late.engine.client.runs.get({ run: runId })).status === 'succeeded')
          return { kind: 'child', runId }
        },
      },
    })
    onTestFinished(() => late.stop())
    await late.engine.client.pipelines.save({ text: child('echo') })
    const run = await late.run(parent().replace('uses: pipeline, with: { pipeline: child, input: { n: 7 } }', 'uses: probe, with: { do: sub }'))
    expect(run.status).toBe('succeeded')
    expect(late.calls.at(-1)?.args).toMatchObject({ got: { output: { made: { n: 7 } } } })
    await checkRunsOf(late)
  })

  test('that nobody told is found by the reconciler', async () => {
    const dataFolder = tempFolder()
    const gate = held()
    const first = await startEngine({ dataFolder, behaviours: { echo, slow: gate.behaviour } })
    await first.engine.client.pipelines.save({ text: child('slow') })
    const runId = await first.start(parent())
    const { runId: childId } = await startedChild(first, runId)
    await eventually(async () => (await first.engine.client.runs.get({ run: runId })).steps[0]?.status === 'waiting')
    await first.engine.stop(0)
    const { onDatabase } = await import('../testing/on-database')
    // As if the process had died between the two: the run is over, and its parent's step still waits.
    onDatabase(`${dataFolder}/signalbox.db`, (database) => {
      database.exec(`update runs set status = 'failed', finished_at = 1, steps_open = 0, error = '{"code":"timeout","message":"It took too long."}' where id = '${childId}'`)
      database.exec(`update step_runs set status = 'failed', finished_at = 1 where run_id = '${childId}'`)
      database.exec(`update attempts set status = 'failed' where run_id = '${childId}'`)
    })
    const second = await start({}, { dataFolder })
    const run = await second.ended(runId)
    expect(run.steps[0]?.error).toMatchObject({ code: 'child_failed', message: expect.stringContaining('It took too long.') })
  })
})

describe('an attempt that dies', () => {
  test('after it started a run is followed by one that waits for the same run', async () => {
    const harness = await start({
      async sub(_, step) {
        const { runId, reused } = await step.startRun({ pipeline: 'child', input: { n: 7 }, waits: true })
        if (!reused) return fail('struck by lightning', true)
        return { kind: 'child', runId }
      },
    })
    await harness.engine.client.pipelines.save({ text: child('echo') })
    const run = await harness.run('name: p\nsteps: [{ id: sub, uses: probe, retry: { attempts: 2, delay: 1ms }, with: { do: sub } }]')
    expect(run.status).toBe('succeeded')
    expect((await harness.engine.client.runs.list({ filter: {} })).total).toBe(2)
    await checkRunsOf(harness)
  })
})

describe('a cancel', () => {
  test('of a run cancels the runs that it waits for within a second, however deep', async () => {
    const gate = held()
    const harness = await start({ slow: gate.behaviour })
    await harness.engine.client.pipelines.save({ text: child('slow') })
    await harness.engine.client.pipelines.save({ text: parent() })
    const runId = await harness.start('name: top\nsteps: [{ id: sub, uses: pipeline, with: { pipeline: parent } }]')
    const { runId: middle } = await startedChild(harness, runId)
    const { runId: lowest } = await startedChild(harness, middle)
    await eventually(async () => (await harness.engine.client.runs.get({ run: lowest })).status === 'running')
    const askedAt = Date.now()
    await harness.engine.client.runs.cancel({ runId })
    const ends = await Promise.all([runId, middle, lowest].map((id) => harness.ended(id)))
    expect(ends.map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'cancelled'])
    // It was told, and soon.
    expect(gate.endedAt()).toBeGreaterThanOrEqual(askedAt)
    expect(gate.endedAt() - askedAt).toBeLessThan(1000)
    await checkRunsOf(harness)
  })

  test('leaves those alone that it does not wait for', async () => {
    const gate = held()
    const other = held()
    const harness = await start({ slow: gate.behaviour, other: other.behaviour })
    await harness.engine.client.pipelines.save({ text: child('slow') })
    const runId = await harness.start(parent(', wait: false').replace('do: echo', 'do: other'))
    const { runId: childId } = await startedChild(harness, runId)
    await eventually(() => harness.calls.length === 2)
    await harness.engine.client.runs.cancel({ runId })
    gate.letGo()
    expect((await harness.ended(childId)).status).toBe('succeeded')
  })
})

test('a file is warned of a pipeline that is not there, and of one that starts itself', async () => {
  const harness = await start()
  const { problems } = await harness.engine.client.pipelines.validate({ text: parent() })
  expect(problems).toMatchObject([{ severity: 'warning', code: 'unknown_pipeline', line: 4 }])
  await harness.engine.client.pipelines.save({ text: child('echo') })
  expect((await harness.engine.client.pipelines.validate({ text: parent() })).problems).toEqual([])
  const self = await harness.engine.client.pipelines.validate({ text: 'name: again\nsteps: [{ id: sub, uses: pipeline, with: { pipeline: again } }]' })
  expect(self.problems).toMatchObject([{ severity: 'warning', code: 'starts_itself' }])
})

describe('a run and one that it starts in the same group', () => {
  const nested = (name: string, calls: string, rest: string) => `name: ${name}
inputs: { n: { type: integer, default: 2 } }
concurrency: { limit: 1 }
steps:
  - { id: deeper, uses: pipeline, if: inputs.n > 0, with: { pipeline: ${calls}, input: { n: "\${{ inputs.n - 1 }}" }${rest} } }
`

  test('share its place: a pipeline that runs itself does not wait for itself', async () => {
    const harness = await start()
    expect(await harness.run(nested('me', 'me', ''))).toMatchObject({ status: 'succeeded' })
  })

  test('all those of a run at once: in its place as many go on as it waits for, and nobody else does', async () => {
    const gate = held()
    const harness = await start({ slow: gate.behaviour })
    const each = 'map: { over: "inputs.n > 0 ? range(3) : []" }, with: { pipeline: me, input: { n: 0 } }'
    const text = `name: me\ninputs: { n: { type: integer, default: 0 } }\nconcurrency: { limit: 1 }\nsteps: [{ id: work, uses: probe, if: inputs.n == 0, with: { do: slow } }, { id: deeper, uses: pipeline, ${each} }]`
    const runId = await harness.start(text, { n: 3 })
    await eventually(() => harness.calls.length === 3)
    const { runId: another } = await harness.engine.client.runs.start({ pipeline: 'me' })
    const { externalId } = await harness.engine.client.runs.get({ run: runId })
    expect((await harness.engine.client.runs.get({ run: another })).waitsForGroup).toMatchObject({ limit: 1, ahead: 0, holders: [{ runId, externalId }] })
    gate.letGo()
    expect(await harness.ended(runId)).toMatchObject({ status: 'succeeded' })
    expect(await harness.ended(another)).toMatchObject({ status: 'succeeded' })
    await checkRunsOf(harness)
  })

  test('share it through another pipeline, too', async () => {
    const harness = await start()
    await harness.engine.client.pipelines.save({ text: nested('inner', 'outer', '') })
    expect(await harness.run(nested('outer', 'inner', ''))).toMatchObject({ status: 'succeeded' })
  })

  test('one that is not waited for takes a place of its own, after its parent', async () => {
    const harness = await start()
    const run = await harness.run(nested('me', 'me', ', wait: false'))
    expect(run).toMatchObject({ status: 'succeeded' })
    const { items } = await harness.engine.client.runs.list({})
    await Promise.all(items.map(({ id }) => harness.ended(id)))
    const all = (await harness.engine.client.runs.list({})).items.toSorted((one, other) => one.createdAt - other.createdAt)
    for (const [index, later] of all.slice(1).entries()) expect(later.startedAt).toBeGreaterThanOrEqual(all[index]?.finishedAt ?? Infinity)
  })
})

test('a step that is given up lets the run go that it waited for', async () => {
  const folder = tempFolder()
  const first = await startEngine({ dataFolder: folder, behaviours: {} })
  await first.engine.client.pipelines.save({ text: 'name: child\nsteps: [{ id: hold, uses: wait, with: { for: 1h } }]' })
  const runId = await first.start('name: parent\nsteps: [{ id: sub, uses: pipeline, on_lost: fail, with: { pipeline: child } }]')
  await eventually(async () => (await first.engine.client.runs.get({ run: runId })).steps[0]?.waiting?.reason === 'child')
  await first.stop()
  // As if the worker had died before it recorded that it waits.
  onDatabase(join(folder, 'signalbox.db'), (database) => {
    database.prepare(`update step_runs set status = 'running', waiting_reason = null where run_id = ?`).run(runId)
    database.prepare(`update attempts set status = 'running', finished_at = null, lease_owner = 'gone', lease_expires_at = 1 where run_id = ?`).run(runId)
  })
  const harness = await start({}, { dataFolder: folder })
  expect((await harness.ended(runId)).status).toBe('failed')
  const { items } = await harness.engine.client.runs.list({})
  const child = items.find(({ pipelineName }) => pipelineName === 'child')
  expect((await harness.ended(child?.id ?? '')).status).toBe('cancelled')
})

describe('a retry of a run whose child run failed', () => {
  const CHILD = `name: child
inputs: { n: { type: integer, default: 0 } }
steps:
  - { id: costly, uses: probe, with: { do: echo, n: "\${{ inputs.n }}" } }
  - { id: last, uses: probe, needs: [costly], retry: { attempts: 1 }, with: { do: last, n: "\${{ inputs.n }}" } }
outputs: { made: "\${{ steps.last.output.n }}" }`
  const called = ({ calls }: EngineHarness, stepId: string) => calls.filter((call) => call.stepId === stepId).map(({ args }) => args['n'])

  async function withFailedChild(text: string) {
    const broken = new Set<Json>([7])
    const harness = await start({ last: (args) => (broken.has(args['n'] ?? null) ? fail('no ink') : succeed(args)) })
    await harness.engine.client.pipelines.save({ text: CHILD })
    const failed = await harness.run(text)
    expect(failed.status).toBe('failed')
    broken.clear()
    return { harness, failed, broken, client: harness.engine.client }
  }

  test('retries that run, too: what succeeded in it is not done again', async () => {
    const { harness, failed, client } = await withFailedChild(parent())
    const before = await childOf(harness, failed.id)
    const retried = await harness.ended((await client.runs.retry({ run: failed.id })).runId)
    expect(retried.status).toBe('succeeded')
    const after = await childOf(harness, retried.id)
    expect(await client.runs.get({ run: after?.runId ?? '' })).toMatchObject({ status: 'succeeded', origin: { runId: before?.runId, kind: 'retry' }, parent: { runId: retried.id } })
    expect([called(harness, 'costly'), called(harness, 'last')]).toEqual([[7], [7, 7]])
    expect(harness.calls.at(-1)?.args).toMatchObject({ got: { output: { made: 7 } } })
    await checkRunsOf(harness)
  })

  test('retries those of the items that failed', async () => {
    const { harness, failed, client } = await withFailedChild('name: each\nsteps: [{ id: sub, uses: pipeline, map: { over: "[6, 7]" }, with: { pipeline: child, input: { n: "${{ item }}" } } }]\noutputs: { all: "${{ steps.sub.output }}" }')
    const retried = await harness.ended((await client.runs.retry({ run: failed.id })).runId)
    expect(retried.output).toMatchObject({ kind: 'json', value: { all: [{ output: { made: 6 } }, { output: { made: 7 } }] } })
    expect(called(harness, 'costly').toSorted((a, b) => Number(a) - Number(b))).toEqual([6, 7])
    await checkRunsOf(harness)
  })

  test('does what the new version of its pipeline, or another input, has changed', async () => {
    const { harness, failed, client } = await withFailedChild(parent())
    await client.pipelines.save({ text: CHILD.replace('do: echo', 'do: echo, more: 1') })
    const retried = await harness.ended((await client.runs.retry({ run: failed.id })).runId)
    expect((await client.runs.get({ run: (await childOf(harness, retried.id))?.runId ?? '' })).version).toBe(2)
    expect(called(harness, 'costly')).toEqual([7, 7])
  })

  test('a rerun from the step begins it from nothing', async () => {
    const { harness, failed, client } = await withFailedChild(parent())
    const again = await harness.ended((await client.runs.rerun({ run: failed.id, from: 'sub' })).runId)
    expect((await client.runs.get({ run: (await childOf(harness, again.id))?.runId ?? '' })).origin).toBeNull()
    expect(called(harness, 'costly')).toEqual([7, 7])
  })

})
