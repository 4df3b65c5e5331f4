import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { RunEvent } from '../contract/events'
import type { RunDetail } from '../contract/run'
import { as } from '../testing/client-as'
import { checkFile } from '../testing/history/check-file'
import { eventually, fail, startEngine, succeed, type Behaviour, type EngineHarness } from '../testing/engine-harness'
import { onDatabase } from '../testing/on-database'

const opened: EngineHarness[] = []
afterEach(async () => {
  for (const engine of opened.splice(0)) {
    await engine.engine.stop(200)
    expect(onDatabase(join(engine.dataFolder, 'signalbox.db'), checkFile)).toEqual([])
    await engine.stop()
  }
})

/** What fails until it is mended. */
const broken = new Set<string>()

const behaviours: Readonly<Record<string, Behaviour>> = {
  echo: (args) => succeed({ ...args }),
  fragile: (args) => (broken.has(String(args['name'])) ? fail(`${String(args['name'])} is broken`) : succeed({ ...args })),
  forever: (_args, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
}

async function engine(): Promise<EngineHarness> {
  broken.clear()
  const harness = await startEngine({ behaviours })
  opened.push(harness)
  return harness
}

const FLOW = `
name: flow
inputs:
  city: { type: string, default: Rome }
  size: { type: integer, default: 1 }
steps:
  - { id: fetch, uses: probe, with: { do: echo, name: fetch, city: "\${{ inputs.city }}" } }
  - { id: other, uses: probe, with: { do: echo, name: other } }
  - { id: never, uses: probe, if: "false == true", with: { do: echo, name: never } }
  - { id: build, uses: probe, needs: [fetch], with: { do: fragile, name: build, from: "\${{ steps.fetch.output.city }}" } }
  - { id: mail, uses: probe, needs: [build, never], with: { do: echo, name: mail, size: "\${{ inputs.size }}" } }
outputs: { built: "\${{ steps.build.output.from }}" }
`

const statuses = (run: RunDetail) => Object.fromEntries(run.steps.map(({ stepId, status }) => [stepId, status]))
const called = ({ calls }: EngineHarness, runId: string) => calls.filter((call) => call.runId === runId).map(({ stepId }) => stepId)
const step = (run: RunDetail, id: string) => run.steps.find(({ stepId }) => stepId === id)

async function eventsOf({ engine: { client } }: EngineHarness, runId: string): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = []
  for await (const batch of await client.runs.watch({ runId })) events.push(...batch)
  return events
}

async function failedFlow() {
  const harness = await engine()
  broken.add('build')
  const origin = await harness.run(FLOW)
  broken.clear()
  return { harness, client: harness.engine.client, origin }
}

describe('a retry', () => {
  it('is a new run that takes over what succeeded, and does what failed and all behind it', async () => {
    const { harness, client, origin } = await failedFlow()
    const started = await client.runs.retry({ run: origin.externalId })
    const run = await harness.ended(started.runId)
    expect(called(harness, run.id).toSorted()).toEqual(['build', 'mail'])
    expect(statuses(run)).toEqual({ fetch: 'succeeded', other: 'succeeded', never: 'skipped', build: 'succeeded', mail: 'succeeded', outputs: 'succeeded' })
    expect(run).toMatchObject({ status: 'succeeded', origin: { runId: origin.id, kind: 'retry' }, output: { kind: 'json', value: { built: 'Rome' } } })
    expect(await client.runs.get({ run: origin.id })).toMatchObject({ status: 'failed', lastSeq: origin.lastSeq })
  })

  it('gives the steps that it runs the outputs it took over, which say whose they are', async () => {
    const { harness, client, origin } = await failedFlow()
    const run = await harness.ended((await client.runs.retry({ run: origin.id })).runId)
    const taken = await client.runs.step({ stepRunId: step(run, 'fetch')?.id ?? '' })
    expect(taken).toMatchObject({
      attempt: 0,
      attempts: [],
      reusedFrom: step(origin, 'fetch')?.id,
      reusedFromRun: { runId: origin.id, externalId: origin.externalId },
      input: { value: { name: 'fetch', city: 'Rome' } },
      output: { value: { name: 'fetch', city: 'Rome' } },
    })
    expect(harness.calls.find((call) => call.runId === run.id && call.stepId === 'build')?.args).toMatchObject({ from: 'Rome' })
  })

  it('has a history of its own, which begins with what was taken over', async () => {
    const { harness, client, origin } = await failedFlow()
    const run = await harness.ended((await client.runs.retry({ run: origin.id })).runId)
    const first = (await eventsOf(harness, run.id)).slice(0, 4)
    expect(first[0]).toMatchObject({ type: 'run.changed', status: 'queued' })
    expect(first.slice(1)).toMatchObject(['fetch', 'other', 'never'].map((stepId) => ({ type: 'step.changed', stepId, status: stepId === 'never' ? 'skipped' : 'succeeded', reusedFrom: step(origin, stepId)?.id })))
  })

  it('of a retry names the run that made an output, however far back', async () => {
    const { harness, client, origin } = await failedFlow()
    broken.add('build')
    const second = await harness.ended((await client.runs.retry({ run: origin.id })).runId)
    broken.clear()
    const third = await harness.ended((await client.runs.retry({ run: second.id })).runId)
    expect(third.status).toBe('succeeded')
    expect(step(third, 'fetch')?.reusedFrom).toBe(step(origin, 'fetch')?.id)
    expect(third.related.map(({ externalId, kind }) => [externalId, kind])).toEqual([
      [origin.externalId, null],
      [second.externalId, 'retry'],
      [third.externalId, 'retry'],
    ])
    expect((await client.runs.get({ run: origin.id })).related).toEqual(third.related)
  })

  it('goes on where a run was cancelled', async () => {
    const harness = await engine()
    const { client } = harness.engine
    const runId = await harness.start('name: stopped\nsteps:\n  - { id: a, uses: probe, with: { do: echo } }\n  - { id: b, uses: probe, needs: [a], with: { do: forever } }')
    await eventually(() => called(harness, runId).includes('b'))
    await client.runs.cancel({ runId })
    const { runId: retried } = await client.runs.retry({ run: runId })
    await eventually(() => called(harness, retried).includes('b'))
    expect(called(harness, retried)).toEqual(['b'])
    await client.runs.cancel({ runId: retried })
  })

  it('is refused while the run goes on, and of a run that succeeded', async () => {
    const harness = await engine()
    const { client } = harness.engine
    const open = await harness.start('name: open\nsteps:\n  - { id: a, uses: probe, with: { do: forever } }')
    await expect(client.runs.retry({ run: open })).rejects.toMatchObject({ code: 'run_not_finished' })
    await client.runs.cancel({ runId: open })
    const done = await harness.run(FLOW)
    await expect(client.runs.retry({ run: done.id })).rejects.toMatchObject({ code: 'nothing_to_run', message: `${done.externalId} has succeeded: there is nothing to retry. To do some of it anew, rerun it from a step.` })
    await expect(client.runs.retry({ run: 'SBX-999' })).rejects.toMatchObject({ code: 'run_not_found' })
  })

  it('is started once for an idempotency key, which belongs to it alone', async () => {
    const { harness, client, origin } = await failedFlow()
    const first = await client.runs.retry({ run: origin.id, idempotencyKey: 'mend it' })
    expect(await client.runs.retry({ run: origin.id, idempotencyKey: 'mend it' })).toEqual({ ...first, reused: true })
    await expect(client.runs.rerun({ run: origin.id, from: 'fetch', idempotencyKey: 'mend it' })).rejects.toMatchObject({ code: 'idempotency_conflict' })
    await harness.ended(first.runId)
  })
})

const LIST = (change = '') => `
name: listed
inputs:
  list: { type: array, default: [{ n: 0 }, { n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }] }
steps:
  - { id: each, uses: probe, map: { over: inputs.list, max_parallel: 2, on_item_error: ${change === '' ? 'fail' : change} }, with: { do: fragile, name: "item \${{ item.n }}" } }
  - { id: last, uses: probe, needs: [each], with: { do: fragile, name: last, items: "\${{ steps.each.output }}" } }
`

describe('a retry of a run whose mapped step failed', () => {
  it('does again the items that failed or were not begun, and no others, and joins all of them in order', async () => {
    const harness = await engine()
    const { client } = harness.engine
    broken.add('item 3')
    const origin = await harness.run(LIST())
    expect(step(origin, 'each')).toMatchObject({ status: 'failed', map: { total: 5, failed: 1, reused: 0 } })
    const doneBefore = await client.runs.items({ runId: origin.id, stepId: 'each', statuses: ['succeeded'] })
    broken.clear()
    const run = await harness.ended((await client.runs.retry({ run: origin.id })).runId)
    expect(run.status).toBe('succeeded')
    expect(step(run, 'each')?.map).toEqual({ total: 5, done: 5, failed: 0, running: 0, reused: doneBefore.total })
    const again = harness.calls.filter((call) => call.runId === run.id && call.stepId === 'each').map(({ itemIndex }) => itemIndex)
    expect(again.toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual([0, 1, 2, 3, 4].filter((index) => !doneBefore.items.some(({ itemIndex }) => itemIndex === index)))
    const given = harness.calls.find((call) => call.runId === run.id && call.stepId === 'last')?.args['items']
    expect(given).toEqual([0, 1, 2, 3, 4].map((n) => ({ name: `item ${n}` })))
    const items = await client.runs.items({ runId: run.id, stepId: 'each' })
    expect(items.items.filter(({ reusedFrom }) => reusedFrom !== null).map(({ itemIndex }) => itemIndex)).toEqual(doneBefore.items.map(({ itemIndex }) => itemIndex))
  })

  it('takes over a mapped step that succeeded in one row, and its items stay where they were made', async () => {
    const harness = await engine()
    const { client } = harness.engine
    broken.add('last')
    const origin = await harness.run(LIST())
    broken.clear()
    const run = await harness.ended((await client.runs.retry({ run: origin.id })).runId)
    expect(called(harness, run.id)).toEqual(['last'])
    expect(step(run, 'each')).toMatchObject({ status: 'succeeded', map: { total: 5, done: 5, reused: 5 } })
    const rows = onDatabase(join(harness.dataFolder, 'signalbox.db'), (database) => database.prepare('select count(*) as rows from step_runs where run_id = ?').get(run.id))
    expect(rows).toEqual({ rows: 2 })
    expect((await client.runs.items({ runId: run.id, stepId: 'each' })).items.map(({ runId, itemIndex }) => [runId, itemIndex])).toEqual([0, 1, 2, 3, 4].map((index) => [origin.id, index]))
    expect(harness.calls.find((call) => call.runId === run.id)?.args['items']).toHaveLength(5)
  })

  it('does an item anew when the list holds something else at its place', async () => {
    const harness = await engine()
    const { client } = harness.engine
    const text = `
name: shifting
steps:
  - { id: each, uses: probe, map: { over: "[run.id, 'same', 'broken']", on_item_error: fail, max_parallel: 1 }, with: { do: fragile, name: "\${{ item }}" } }
`
    broken.add('broken')
    const origin = await harness.run(text)
    broken.clear()
    const run = await harness.ended((await client.runs.retry({ run: origin.id })).runId)
    expect(harness.calls.filter((call) => call.runId === run.id).map(({ itemIndex }) => itemIndex)).toEqual([0, 2])
    expect(run).toMatchObject({ status: 'succeeded', steps: [{ map: { total: 3, done: 3, reused: 1 } }] })
  })

  it('keeps what was done through one more failure', async () => {
    const harness = await engine()
    const { client } = harness.engine
    broken.add('item 4')
    const origin = await harness.run(LIST())
    const second = await harness.ended((await client.runs.retry({ run: origin.id })).runId)
    expect(second.status).toBe('failed')
    broken.clear()
    const third = await harness.ended((await client.runs.retry({ run: second.id })).runId)
    expect(harness.calls.filter((call) => call.runId === third.id && call.stepId === 'each').map(({ itemIndex }) => itemIndex)).toEqual([4])
    const made = (await client.runs.items({ runId: third.id, stepId: 'each' })).items.map(({ reusedFrom }) => reusedFrom)
    const first = (await client.runs.items({ runId: origin.id, stepId: 'each' })).items.map(({ id }) => id)
    expect(made.slice(0, 4)).toEqual(first.slice(0, 4))
  })
})

describe('a rerun from a step', () => {
  it('does that step and all behind it anew, of a run that succeeded too, as its preview says', async () => {
    const harness = await engine()
    const { client } = harness.engine
    const origin = await harness.run(FLOW)
    const plan = await client.runs.previewRerun({ run: origin.id, from: 'build' })
    expect(plan.steps.map((each) => [each.stepId, each.fate === 'reused' ? `reused ${each.status}` : `${each.why} ${each.after ?? ''}`])).toEqual([
      ['fetch', 'reused succeeded'],
      ['other', 'reused succeeded'],
      ['never', 'reused skipped'],
      ['build', 'chosen '],
      ['mail', 'downstream build'],
      ['outputs', 'downstream mail'],
    ])
    expect(plan).toMatchObject({ version: 1, dropped: [], saves: { tokens: 0, usd: 0, unknown: 0 } })
    const run = await harness.ended((await client.runs.rerun({ run: origin.id, from: 'build' })).runId)
    expect(called(harness, run.id)).toEqual(['build', 'mail'])
    expect(run).toMatchObject({ status: 'succeeded', origin: { kind: 'rerun', runId: origin.id } })
  })

  it('with a changed definition stores it as a version first, and does what was changed', async () => {
    const { harness, client, origin } = await failedFlow()
    const text = FLOW.replace('do: fragile, name: build', 'do: echo, name: mended').replace('  - { id: other, uses: probe, with: { do: echo, name: other } }\n', '  - { id: extra, uses: probe, with: { do: echo } }\n')
    const plan = await client.runs.previewRerun({ run: origin.id, text })
    expect(plan).toMatchObject({ version: 2, dropped: [{ stepId: 'other', status: 'succeeded' }] })
    expect(Object.fromEntries(plan.steps.map((each) => [each.stepId, each.fate === 'reused' ? 'reused' : each.why]))).toEqual({ fetch: 'reused', extra: 'new', never: 'reused', build: 'changed', mail: 'downstream', outputs: 'changed' })
    expect((await client.pipelines.get({ pipeline: 'flow' })).version).toBe(1)
    const run = await harness.ended((await client.runs.rerun({ run: origin.id, text })).runId)
    expect(run).toMatchObject({ status: 'succeeded', version: 2 })
    expect(called(harness, run.id).toSorted()).toEqual(['build', 'extra', 'mail'])
  })

  it('with another input does what that changes', async () => {
    const harness = await engine()
    const { client } = harness.engine
    const origin = await harness.run(FLOW)
    const run = await harness.ended((await client.runs.rerun({ run: origin.id, input: { city: 'Rome', size: 2 } })).runId)
    expect(called(harness, run.id)).toEqual(['mail'])
    await expect(client.runs.previewRerun({ run: origin.id, input: { town: 'Bern' } })).rejects.toMatchObject({ code: 'input_invalid' })
  })

  it('is refused when nothing would run, the step is not there, or the definition is wrong or of another pipeline', async () => {
    const harness = await engine()
    const { client } = harness.engine
    const origin = await harness.run(FLOW)
    await expect(client.runs.rerun({ run: origin.id })).rejects.toMatchObject({ code: 'nothing_to_run' })
    await expect(client.runs.rerun({ run: origin.id, from: 'biuld' })).rejects.toMatchObject({ code: 'request_invalid', message: 'There is no step "biuld" to run from. There are fetch, other, never, build, mail.' })
    await expect(client.runs.previewRerun({ run: origin.id, text: 'name: flow' })).rejects.toMatchObject({ code: 'pipeline_invalid' })
    await expect(client.runs.rerun({ run: origin.id, text: FLOW.replace('name: flow', 'name: river') })).rejects.toMatchObject({ code: 'request_invalid' })
    await expect(client.runs.rerun({ run: origin.id, version: 9 })).rejects.toMatchObject({ code: 'pipeline_not_found' })
    expect((await client.pipelines.list()).items).toHaveLength(1)
  })

  it('gives the same run for the same key also after its definition was stored, and does not store it again', async () => {
    const { harness, client, origin } = await failedFlow()
    const text = FLOW.replace('do: fragile', 'do: echo')
    const first = await client.runs.rerun({ run: origin.id, text, idempotencyKey: 'k' })
    await harness.ended(first.runId)
    await client.pipelines.save({ text: FLOW })
    expect(await client.runs.rerun({ run: origin.id, text, idempotencyKey: 'k' })).toMatchObject({ runId: first.runId, reused: true })
    expect((await client.pipelines.get({ pipeline: 'flow' })).version).toBe(3)
  })
})

describe('what is taken over', () => {
  it('may lie in the folder of the earlier run', async () => {
    const harness = await engine()
    const { client } = harness.engine
    broken.add('judge')
    const origin = await harness.run(`
name: files
steps:
  - { id: write, uses: file, with: { action: write, path: "\${{ run.folder }}/note.txt", text: hello } }
  - { id: judge, uses: probe, needs: [write], with: { do: fragile, name: judge } }
  - { id: read, uses: file, needs: [write, judge], with: { action: read, path: "\${{ steps.write.output.path }}" } }
`)
    expect(step(origin, 'write')?.status).toBe('succeeded')
    broken.clear()
    const run = await harness.ended((await client.runs.retry({ run: origin.id })).runId)
    expect(run.steps.map(({ error }) => error)).toEqual([null, null, null])
    expect(run.status).toBe('succeeded')
  })
})

describe('a rerun of an edited definition', () => {
  it('is for those who may write definitions, and stores nothing of others', async () => {
    const harness = await startEngine({ behaviours: { no: () => fail('no') } })
    const run = await harness.run('name: own\nsteps: [{ id: a, uses: probe, with: { do: no } }]')
    const text = 'name: own\nsteps: [{ id: a, uses: shell, with: { command: [id] } }]'
    const operator = as(harness, ['read', 'run'])
    await expect(operator.runs.rerun({ run: run.id, text })).rejects.toMatchObject({ code: 'forbidden' })
    expect(await harness.engine.client.pipelines.get({ pipeline: 'own' })).toMatchObject({ version: 1 })
    expect(await operator.runs.retry({ run: run.id })).toMatchObject({ reused: false })
    await harness.stop()
  })
})

describe('items that failed where their step went on without them', () => {
  const LENIENT = `
name: lenient
steps:
  - { id: list, uses: probe, with: { do: echo, names: [one, two, three] } }
  - { id: each, uses: probe, needs: [list], retry: { attempts: 1 }, map: { over: steps.list.output.names, on_item_error: continue }, with: { do: fragile, name: "\${{ item }}" } }
  - { id: aside, uses: probe, needs: [list], with: { do: echo } }
  - { id: join, uses: probe, needs: [each], with: { do: fragile, name: join, all: "\${{ steps.each.output.map(one, one == null ? null : one.name) }}" } }
outputs: { all: "\${{ steps.join.output.all }}" }
`
  const made = (harness: EngineHarness, runId: string) => harness.calls.filter((call) => call.runId === runId).map(({ stepId, itemIndex }) => (itemIndex === null ? stepId : `${stepId} ${itemIndex}`))

  async function lenient(...wrong: readonly string[]) {
    const harness = await engine()
    for (const name of wrong) broken.add(name)
    const origin = await harness.run(LENIENT)
    broken.clear()
    return { harness, client: harness.engine.client, origin }
  }

  it('are done again by a retry, alone, and what needs them is joined anew', async () => {
    const { harness, client, origin } = await lenient('two', 'join')
    expect(origin.status).toBe('failed')
    const run = await harness.ended((await client.runs.retry({ run: origin.id })).runId)
    expect(made(harness, run.id)).toEqual(['each 1', 'join'])
    expect(run.output).toEqual({ kind: 'json', value: { all: ['one', 'two', 'three'] } })
  })

  it('are done again by a rerun from their step that keeps the others, also of a run that succeeded', async () => {
    const { harness, client, origin } = await lenient('two')
    expect(origin).toMatchObject({ status: 'succeeded', output: { value: { all: ['one', null, 'three'] } } })
    const plan = await client.runs.previewRerun({ run: origin.id, from: 'each', failedItems: true })
    expect(plan.steps.find(({ stepId }) => stepId === 'each')).toMatchObject({ fate: 'runs', why: 'chosen', itemsKept: 2 })
    const run = await harness.ended((await client.runs.rerun({ run: origin.id, from: 'each', failedItems: true })).runId)
    expect(made(harness, run.id)).toEqual(['each 1', 'join'])
    expect(run.output).toEqual({ kind: 'json', value: { all: ['one', 'two', 'three'] } })
    // Without it the step is done anew as a whole.
    const whole = await harness.ended((await client.runs.rerun({ run: origin.id, from: 'each' })).runId)
    expect(made(harness, whole.id).toSorted()).toEqual(['each 0', 'each 1', 'each 2', 'join'])
  })

  it('are found where they were made, when the step was taken over since', async () => {
    const { harness, client, origin } = await lenient('two')
    const taken = await harness.ended((await client.runs.rerun({ run: origin.id, from: 'join' })).runId)
    expect(made(harness, taken.id)).toEqual(['join'])
    const run = await harness.ended((await client.runs.rerun({ run: taken.id, from: 'each', failedItems: true })).runId)
    expect(made(harness, run.id)).toEqual(['each 1', 'join'])
    expect(run.output).toEqual({ kind: 'json', value: { all: ['one', 'two', 'three'] } })
  })
})

it('knows all the runs that one was made from, however many, the nearest first', async () => {
  const harness = await engine()
  const { id } = await harness.run('name: again\nsteps: [{ id: a, uses: probe, with: { do: echo } }]')
  const file = join(harness.dataFolder, 'signalbox.db')
  const made = Array.from({ length: 60 }, (_, n) => `${id} ${n + 1}`)
  onDatabase(file, (database) => {
    database.exec(`create table copied as select * from runs where id = '${id}'`)
    for (const [n, copy] of made.entries()) {
      database.prepare("update copied set id = ?, external_id = ?, origin_run_id = ?, origin = 'rerun'").run(copy, `copy ${n}`, made[n - 1] ?? id)
      database.exec('insert into runs select * from copied')
    }
    database.exec('drop table copied')
  })
  expect(await harness.engine.context.services.read.earlierRuns(made.at(-1) ?? '')).toEqual([...made.slice(0, -1).reverse(), id])
  onDatabase(file, (database) => database.exec('delete from runs where origin_run_id is not null'))
})
