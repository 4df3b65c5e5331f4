import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { CacheSweeper } from '../runtime/cache-sweeper'
import { openDatabase } from '../storage/open-database'
import { checkFile } from '../testing/history/check-file'
import { fail, startEngine, succeed, type Behaviour, type EngineHarness } from '../testing/engine-harness'
import { onDatabase } from '../testing/on-database'

const opened: EngineHarness[] = []
afterEach(async () => {
  for (const engine of opened.splice(0)) {
    await engine.engine.stop(200)
    expect(onDatabase(join(engine.dataFolder, 'signalbox.db'), checkFile)).toEqual([])
    await engine.stop()
  }
})

let made = 0
let broken = false
const behaviours: Readonly<Record<string, Behaviour>> = {
  make: (args) => succeed({ ...args, made: ++made }),
  refuse: () => fail('no'),
  flaky: () => (broken ? fail('broken') : succeed({ made: ++made })),
  secret: () => succeed({ token: 'sesame-open' }),
}

async function engine(): Promise<EngineHarness> {
  const harness = await startEngine({ behaviours })
  opened.push(harness)
  return harness
}

const pipeline = (cache: string, more = '', name = 'cached') => `
name: ${name}
inputs: { word: { type: string, default: one }, other: { type: string, default: x } }
steps:
  - { id: make, uses: probe, cache: ${cache}, with: { do: make, word: "\${{ inputs.word }}" }${more} }
`
const KEYED = '{ key: v1, ttl: 1h }'

const outputOf = async ({ engine: { client } }: EngineHarness, run: { steps: readonly { id: string }[] }) => client.runs.step({ stepRunId: run.steps[0]?.id ?? '' })

describe('a step with a cache', () => {
  it('does its work once for the same key and the same with, and says whose output it gives out', async () => {
    const harness = await engine()
    const first = await harness.run(pipeline(KEYED))
    const second = await harness.run(pipeline(KEYED), { other: 'y' })
    expect(harness.calls).toHaveLength(1)
    const step = await outputOf(harness, second)
    expect(step).toMatchObject({ status: 'succeeded', attempt: 1, reusedFrom: first.steps[0]?.id, reusedFromRun: { externalId: first.externalId }, attempts: [{ status: 'succeeded' }] })
    expect(step.output).toEqual((await outputOf(harness, first)).output)
    const { lines } = await harness.engine.client.runs.log({ runId: second.id })
    expect(lines.map(({ text }) => text)).toEqual([`Taken from the step cache: ${first.externalId} did the same, and this is what it gave out.`])
  })

  it('does it anew with another with, another key, and in a run without the cache, whose output is kept then', async () => {
    const harness = await engine()
    const { client } = harness.engine
    await harness.run(pipeline(KEYED))
    await harness.run(pipeline(KEYED), { word: 'two' })
    await harness.run(pipeline('{ key: v2 }'))
    expect(harness.calls).toHaveLength(3)
    const { runId } = await client.runs.start({ pipeline: 'cached', noCache: true })
    const fresh = await harness.ended(runId)
    expect(harness.calls).toHaveLength(4)
    const next = await harness.run(pipeline('{ key: v2 }'))
    expect(next.steps[0]?.reusedFrom).toBe(fresh.steps[0]?.id)
  })

  it('is not asked by a run that was started by a run without it', async () => {
    const harness = await engine()
    const { client } = harness.engine
    await harness.run(pipeline(KEYED))
    await harness.run('name: above\nsteps: [{ id: sub, uses: pipeline, with: { pipeline: cached } }]')
    expect(harness.calls).toHaveLength(1)
    await harness.ended((await client.runs.start({ pipeline: 'above', noCache: true })).runId)
    expect(harness.calls).toHaveLength(2)
  })

  it('has a key that may name inputs and steps', async () => {
    const harness = await engine()
    const text = pipeline('{ key: "of ${{ inputs.other }}" }')
    await harness.run(text, { other: 'a' })
    await harness.run(text, { other: 'b' })
    await harness.run(text, { other: 'a' })
    expect(harness.calls).toHaveLength(2)
  })

  it('is served item by item when it is mapped', async () => {
    const harness = await engine()
    const text = (list: string) => `name: each\nsteps:\n  - { id: make, uses: probe, cache: ${KEYED}, map: { over: "${list}" }, with: { do: make, n: "\${{ item }}" } }`
    await harness.run(text('[1, 2, 3]'))
    const run = await harness.run(text('[2, 3, 4]'))
    expect(harness.calls.filter((call) => call.runId === run.id).map(({ args }) => args['n'])).toEqual([4])
    const { items } = await harness.engine.client.runs.items({ runId: run.id, stepId: 'make' })
    expect(items.map(({ reusedFrom }) => reusedFrom === null)).toEqual([false, false, true])
  })

  it('keeps neither what failed nor what held a secret', async () => {
    const harness = await engine()
    await harness.engine.client.secrets.save({ name: 'TOKEN', value: 'sesame-open' })
    for (const what of ['refuse', 'secret']) {
      const text = `name: ${what}\nsteps:\n  - { id: a, uses: probe, cache: ${KEYED}, with: { do: ${what} } }`
      await harness.run(text)
      const run = await harness.run(text)
      expect(run.steps[0]?.reusedFrom).toBeNull()
    }
    expect(harness.calls).toHaveLength(4)
  })

  it('gives out nothing in which a secret stands that was added later', async () => {
    const harness = await engine()
    const text = `name: later\nsteps:\n  - { id: a, uses: probe, cache: ${KEYED}, with: { do: secret } }`
    await harness.run(text)
    await harness.engine.client.secrets.save({ name: 'TOKEN', value: 'sesame-open' })
    const run = await harness.run(text)
    expect(run.steps[0]?.reusedFrom).toBeNull()
    expect(JSON.stringify(await outputOf(harness, run))).not.toContain('sesame-open')
  })

  it('belongs to its kind and its folder: the same words in another folder are other work', async () => {
    const harness = await engine()
    await harness.run(pipeline(KEYED))
    await harness.run(pipeline(KEYED, '', 'another'))
    expect(harness.calls).toHaveLength(2)
  })
})

describe('what the step cache holds', () => {
  it('is taken over by a retry also when the run that made it is there no more', async () => {
    const harness = await engine()
    const first = await harness.run(pipeline(KEYED))
    const failed = await harness.run(pipeline(KEYED, ' }\n  - { id: send, uses: probe, needs: [make], with: { do: make } }\n  - { id: bad, uses: probe, needs: [send], with: { do: refuse }'))
    expect(harness.calls.map(({ stepId }) => stepId)).toEqual(['make', 'send', 'bad'])
    await harness.engine.stop(200)
    onDatabase(join(harness.dataFolder, 'signalbox.db'), (database) => {
      database.prepare('delete from attempts where run_id = ?').run(first.id)
      for (const table of ['run_events', 'log_chunks', 'step_runs']) database.prepare(`delete from ${table} where run_id = ?`).run(first.id)
      database.prepare('delete from runs where id = ?').run(first.id)
    })
    const later = await startEngine({ behaviours, dataFolder: harness.dataFolder })
    opened.unshift(later)
    const { runs } = later.engine.client
    const { steps } = await runs.previewRerun({ run: failed.id })
    expect(steps.map(({ stepId, fate, ms }) => [stepId, fate, ms === null])).toEqual([
      ['make', 'reused', true],
      ['send', 'reused', false],
      ['bad', 'runs', false],
    ])
    await later.ended((await runs.retry({ run: failed.id })).runId)
    expect(later.calls.map(({ stepId }) => stepId)).toEqual(['bad'])
  })

  it('is not used after its time, and is removed then, in batches', async () => {
    const harness = await engine()
    await harness.run(pipeline(KEYED))
    await harness.engine.stop(200)
    const file = join(harness.dataFolder, 'signalbox.db')
    const rows = () => onDatabase(file, (database) => database.prepare('select count(*) as rows from step_cache').get())
    onDatabase(file, (database) => {
      const copy = database.prepare("insert into step_cache select key || ?, step_run_id, external_id, output, expires_at from step_cache where key not like '%-%'")
      for (let number = 0; number < 1200; number++) copy.run(`-${number}`)
    })
    expect(rows()).toEqual({ rows: 1201 })
    const database = await openDatabase({ file })
    try {
      const key = onDatabase(file, (opened) => opened.prepare<[], { key: string }>('select key from step_cache limit 1').get())?.key ?? ''
      const later = Date.now() + 3_600_001
      expect(await database.read.cachedOutput(key, Date.now())).not.toBeNull()
      expect(await database.read.cachedOutput(key, later)).toBeNull()
      const clock = { now: () => later, callAt: () => () => undefined }
      const logger = { info: () => undefined, warn: () => undefined, error: () => undefined }
      await new CacheSweeper({ unitOfWork: database.unitOfWork, clock, logger }).sweep()
    } finally {
      await database.close()
    }
    expect(rows()).toEqual({ rows: 0 })
  })
})

describe('a rerun or retry of a run with cached steps', () => {
  const chain = (last: string) => `
name: chain
steps:
  - { id: first, uses: probe, cache: ${KEYED}, with: { do: make, of: first } }
  - { id: second, uses: probe, needs: [first], cache: ${KEYED}, with: { do: make, of: second } }
  - { id: last, uses: probe, needs: [second], retry: { attempts: 1 }, with: { do: ${last} } }
`
  const callsOf = (harness: EngineHarness, runId: string) => harness.calls.filter((call) => call.runId === runId).map(({ stepId }) => stepId)

  it('does the step anew from which it was asked, whatever the cache holds, and may take those behind it from there', async () => {
    const harness = await engine()
    const { client } = harness.engine
    const first = await harness.run(chain('make'))
    const plan = await client.runs.previewRerun({ run: first.id, from: 'first' })
    expect(plan.steps.map((step) => [step.stepId, step.fate === 'runs' && step.mayUseCache])).toEqual([['first', false], ['second', true], ['last', false]])
    const again = await harness.ended((await client.runs.rerun({ run: first.id, from: 'first' })).runId)
    expect(callsOf(harness, again.id)).toEqual(['first', 'last'])
    expect(again.steps.find(({ stepId }) => stepId === 'second')?.reusedFrom).toBe(first.steps.find(({ stepId }) => stepId === 'second')?.id)
    // What was made anew is what the cache holds from then on.
    const third = await harness.run(chain('make'))
    expect(third.steps[0]?.reusedFrom).toBe(again.steps[0]?.id)
  })

  it('that was to do a step anew, and failed at it, is retried so, too', async () => {
    const harness = await engine()
    const { client } = harness.engine
    const text = `name: flaky\nsteps: [{ id: only, uses: probe, cache: ${KEYED}, retry: { attempts: 1 }, with: { do: flaky } }]`
    const first = await harness.run(text)
    broken = true
    const failed = await harness.ended((await client.runs.rerun({ run: first.id, from: 'only' })).runId)
    expect(failed.status).toBe('failed')
    broken = false
    const retried = await harness.ended((await client.runs.retry({ run: failed.id })).runId)
    expect([retried.status, retried.steps[0]?.reusedFrom, callsOf(harness, retried.id)]).toEqual(['succeeded', null, ['only']])
  })

  it('leaves the cache unused when the run that it comes from did', async () => {
    const harness = await engine()
    const { client } = harness.engine
    const { name } = await client.pipelines.save({ text: chain('refuse') })
    await harness.run(chain('make'))
    const without = await harness.ended((await client.runs.start({ pipeline: name, noCache: true, version: 1 })).runId)
    expect(callsOf(harness, without.id)).toEqual(['first', 'second', 'last'])
    const plan = await client.runs.previewRerun({ run: without.id, from: 'first' })
    expect(plan.steps.map((step) => step.fate === 'runs' && step.mayUseCache)).toEqual([false, false, false])
    const again = await harness.ended((await client.runs.rerun({ run: without.id, from: 'first' })).runId)
    expect(callsOf(harness, again.id)).toEqual(['first', 'second', 'last'])
    const retried = await harness.ended((await client.runs.rerun({ run: again.id, from: 'first' })).runId)
    expect(callsOf(harness, retried.id)).toEqual(['first', 'second', 'last'])
  })
})
