import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onDatabase } from '../testing/on-database'
import { eventually, startEngine, succeed, type EngineHarness } from '../testing/engine-harness'

/** What `concurrency` promises, on the real storage. */

let harness: EngineHarness
const gates = new Map<string, () => void>()

beforeAll(async () => {
  harness = await startEngine({
    behaviours: {
      echo: () => succeed(),
      gate: ({ name }, { signal }) =>
        new Promise((resolve, reject) => {
          gates.set(String(name), () => resolve(succeed()))
          signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        }),
    },
  })
})
afterAll(() => harness.stop())

const client = () => harness.engine.client
const get = (run: string) => client().runs.get({ run })
const open = (name: string) => gates.get(name)?.()

const text = (name: string, concurrency: string) => `
name: ${name}
inputs: { gate: {}, city: { default: "" } }
concurrency: ${concurrency}
steps: [{ id: only, uses: probe, with: { do: gate, name: "\${{ inputs.gate }}" } }]
`

/** Runs of one pipeline, started one after the other; each stands at the gate of its name. */
async function startAll(definition: string, inputs: readonly ({ gate: string; city?: string } & { priority?: number })[]): Promise<string[]> {
  const { name } = await client().pipelines.save({ text: definition })
  const ids: string[] = []
  for (const { priority = 0, ...input } of inputs) ids.push((await client().runs.start({ pipeline: name, input, priority })).runId)
  return ids
}

describe('a run that finds no place in its group', () => {
  test('waits, knows for whom, and begins when that one is over', async () => {
    const [a = '', b = '', c = ''] = await startAll(text('queueing', '{ limit: 1 }'), [{ gate: 'qa' }, { gate: 'qb' }, { gate: 'qc' }])
    await eventually(() => gates.has('qa'))
    const [first, second, third] = await Promise.all([get(a), get(b), get(c)])
    const holders = [{ runId: a, externalId: first.externalId }]
    expect(first.waitsForGroup).toBeNull()
    expect(second).toMatchObject({ status: 'queued', startedAt: null, waitsForGroup: { group: 'queueing', limit: 1, ahead: 0, holders } })
    expect(third).toMatchObject({ status: 'queued', waitsForGroup: { ahead: 1, holders } })
    expect(second.steps.map(({ status, attempt }) => [status, attempt])).toEqual([['pending', 0]])
    open('qa')
    await eventually(() => gates.has('qb'))
    expect(await harness.ended(a)).toMatchObject({ status: 'succeeded' })
    expect((await get(b)).waitsForGroup).toBeNull()
    expect((await get(c)).waitsForGroup).toMatchObject({ ahead: 0, holders: [{ runId: b }] })
    open('qb')
    await eventually(() => gates.has('qc'))
    open('qc')
    expect(await harness.ended(c)).toMatchObject({ status: 'succeeded' })
  })

  test('is passed by one that is more urgent', async () => {
    const [, low = '', high = ''] = await startAll(text('urgent', '{ limit: 1 }'), [{ gate: 'ua' }, { gate: 'ub', priority: -5 }, { gate: 'uc', priority: 5 }])
    expect((await get(low)).waitsForGroup).toMatchObject({ ahead: 1 })
    expect((await get(high)).waitsForGroup).toMatchObject({ ahead: 0 })
    await eventually(() => gates.has('ua'))
    open('ua')
    await eventually(() => gates.has('uc'))
    expect(gates.has('ub')).toBe(false)
    open('uc')
    await eventually(() => gates.has('ub'))
    open('ub')
    await harness.ended(low)
  })

  test('does not wait for runs of other groups', async () => {
    const runs = await startAll(text('cities', '{ limit: 1, group: "${{ inputs.city }}" }'), [
      { gate: 'ca', city: 'Oslo' },
      { gate: 'cb', city: 'Bergen' },
      { gate: 'cc', city: 'Oslo' },
    ])
    await eventually(() => gates.has('ca') && gates.has('cb'))
    expect((await get(runs[2] ?? '')).waitsForGroup).toMatchObject({ group: 'Oslo', limit: 1, ahead: 0 })
    for (const gate of ['ca', 'cb']) open(gate)
    await eventually(() => gates.has('cc'))
    open('cc')
    await Promise.all(runs.map((run) => harness.ended(run)))
  })

  test('begins when the one in its way is cancelled', async () => {
    const [a = '', b = ''] = await startAll(text('cancelled', '{ limit: 1 }'), [{ gate: 'xa' }, { gate: 'xb' }])
    await eventually(() => gates.has('xa'))
    await client().runs.cancel({ runId: a })
    await eventually(() => gates.has('xb'))
    open('xb')
    expect(await harness.ended(b)).toMatchObject({ status: 'succeeded' })
  })

  test('can be cancelled, and be paused: then others go before it', async () => {
    const [a = '', b = '', c = '', d = ''] = await startAll(text('paused_waiting', '{ limit: 1 }'), [{ gate: 'pa' }, { gate: 'pb' }, { gate: 'pc' }, { gate: 'pd' }])
    await eventually(() => gates.has('pa'))
    expect(await client().runs.pause({ runId: b })).toMatchObject({ status: 'queued', stillAtWork: 0 })
    expect((await client().runs.cancel({ runId: c })).run.status).toBe('cancelled')
    open('pa')
    await eventually(() => gates.has('pd'))
    open('pd')
    await Promise.all([harness.ended(a), harness.ended(d)])
    expect(await get(b)).toMatchObject({ status: 'queued' })
    await client().runs.resume({ runId: b })
    await eventually(() => gates.has('pb'))
    open('pb')
    expect(await harness.ended(b)).toMatchObject({ status: 'succeeded' })
  })

  test('is not run at all where it says `skip`, and tells because of whom', async () => {
    const [a = '', b = ''] = await startAll(text('skipping', '{ limit: 1, overlap: skip }'), [{ gate: 'sa' }, { gate: 'sb' }])
    const [first, second] = await Promise.all([get(a), harness.ended(b)])
    expect(second).toMatchObject({
      status: 'cancelled',
      error: { code: 'run_skipped', message: `Not run: ${first.externalId} was still going on and held a place of its group (overlap: skip).`, details: { run: first.externalId } },
    })
    expect(second.steps.map(({ status, attempt }) => [status, attempt])).toEqual([['cancelled', 0]])
    await eventually(() => gates.has('sa'))
    open('sa')
    await harness.ended(a)
    const [c = ''] = await startAll(text('skipping', '{ limit: 1, overlap: skip }'), [{ gate: 'sc' }])
    await eventually(() => gates.has('sc'))
    open('sc')
    expect(await harness.ended(c)).toMatchObject({ status: 'succeeded' })
  })

  test('takes the place of the oldest where it says `cancel_oldest`, and the newest of all wins', async () => {
    const [a = '', b = '', c = ''] = await startAll(text('newest', '{ limit: 1, overlap: cancel_oldest }'), [{ gate: 'na' }, { gate: 'nb' }, { gate: 'nc' }])
    await eventually(() => gates.has('nc'))
    const [first, second, third] = await Promise.all([harness.ended(a), harness.ended(b), get(c)])
    expect(first).toMatchObject({ status: 'cancelled', error: { code: 'cancelled', message: `Cancelled to make room for ${second.externalId} (overlap: cancel_oldest).` } })
    expect(second).toMatchObject({ status: 'cancelled', error: { message: `Cancelled to make room for ${third.externalId} (overlap: cancel_oldest).` } })
    open('nc')
    expect(await harness.ended(c)).toMatchObject({ status: 'succeeded' })
  })
})

test('a place that nobody filled is filled by the reconciler', async () => {
  const behaviours = { gate: () => new Promise<never>(() => undefined) }
  const first = await startEngine({ behaviours })
  const definition = text('left', '{ limit: 1 }')
  const [a, b] = [await first.start(definition, { gate: 'a' }), await first.start(definition, { gate: 'b' })]
  await eventually(() => first.calls.length === 1)
  await first.engine.stop(0)
  onDatabase(join(first.dataFolder, 'signalbox.db'), (database) => {
    database.prepare("update runs set status = 'cancelled', finished_at = 1, steps_open = 0, steps_active = 0 where id = ?").run(a)
    database.prepare("update step_runs set status = 'cancelled', finished_at = 1 where run_id = ?").run(a)
    database.prepare("update attempts set status = 'cancelled', finished_at = 1 where run_id = ?").run(a)
  })
  const second = await startEngine({ behaviours: { gate: () => succeed() }, dataFolder: first.dataFolder })
  try {
    expect(await second.ended(b)).toMatchObject({ status: 'succeeded' })
  } finally {
    await second.stop()
    await first.stop()
    await rm(first.dataFolder, { recursive: true, force: true })
  }
})

test('the name of a group is refused when it is too long to be one', async () => {
  const { name } = await client().pipelines.save({ text: text('long', '{ limit: 1, group: "${{ inputs.city }}" }') })
  await expect(client().runs.start({ pipeline: name, input: { gate: 'x', city: 'x'.repeat(201) } })).rejects.toMatchObject({ code: 'input_invalid' })
})

test('the newest version of which a run is open decides how many runs of a group go on', async () => {
  const one = await startAll(text('widened', '{ limit: 1 }'), [{ gate: 'wa' }, { gate: 'wb' }])
  await eventually(() => gates.has('wa'))
  expect((await get(one[1] ?? '')).waitsForGroup).toMatchObject({ limit: 1 })
  const three = await startAll(text('widened', '{ limit: 3 }'), [{ gate: 'wc' }, { gate: 'wd' }])
  // What has waited goes first, and by the new limit.
  await eventually(() => gates.has('wb') && gates.has('wc'))
  expect((await get(three[1] ?? '')).waitsForGroup).toMatchObject({ limit: 3, ahead: 0 })
  const two = await startAll(text('widened', '{ limit: 2 }'), [{ gate: 'we' }])
  open('wa')
  await harness.ended(one[0] ?? '')
  expect(gates.has('wd')).toBe(false)
  expect((await get(three[1] ?? '')).waitsForGroup).toMatchObject({ limit: 2, ahead: 0 })
  for (const gate of ['wb', 'wc', 'wd', 'we']) {
    await eventually(() => gates.has(gate))
    open(gate)
  }
  await Promise.all([...one, ...three, ...two].map((run) => harness.ended(run)))
})
