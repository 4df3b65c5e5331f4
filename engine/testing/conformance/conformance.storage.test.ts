import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Json } from '../../contract/json'
import type { RunDetail } from '../../contract/run'
import { MAX_OUTPUT_BYTES } from '../../ports/step-kind'
import { createIdleStepKinds } from '../../steps/idle-step-kinds'
import { eventually, workerSources } from '../engine-harness'
import { CARELESS, letGo } from './careless'
import { CONFORMANCE_CASES } from './cases'
import type { Excuse, Trial } from './trial'
import { HOSTILE_VALUES } from './hostile-values'
import { createWorld, pipelineText, replaced, type Running, SECRET, STEP, type World } from './world'

// Every kind, each with processes, threads and sockets, on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const idle = createIdleStepKinds(workerSources)
let world: World
beforeAll(async () => {
  world = await createWorld(CARELESS)
})
afterAll(async () => {
  await Promise.all([world.stop(), idle.close()])
})

/** As it may stand in text, an address or a header, and most of it. */
const SPELLINGS = [
  SECRET,
  encodeURIComponent(SECRET),
  Buffer.from(SECRET).toString('base64'),
  Buffer.from(SECRET).toString('hex'),
  SECRET.slice(0, 18),
  SECRET.slice(8),
]
const TOO_LARGE = ['output_too_large', 'file_too_large', 'response_too_large']
const WITHIN_MS = 1000

const isExcuse = (trial: Trial | Excuse): trial is Excuse => 'because' in trial
const triedStep = (run: RunDetail) => run.steps.find((step) => step.stepId === STEP)

async function outputOf(run: RunDetail): Promise<string> {
  const id = triedStep(run)?.id ?? ''
  return JSON.stringify((await world.harness.engine.client.runs.step({ stepRunId: id })).output)
}

async function begunEndless(kind: string, trial: Trial, timeout?: string): Promise<Running> {
  const running = await world.begin(kind, trial, timeout === undefined ? {} : { timeout })
  await eventually(async () => {
    const run = await world.harness.engine.client.runs.get({ run: running.runId })
    const status = triedStep(run)?.status
    return (status === 'running' || status === 'waiting' || status === 'failed') && (trial.started?.(running.folder) ?? true)
  })
  return running
}

it('every kind of the registry has a case, and every case a kind', () => {
  // A new kind needs engine/testing/conformance/cases/<kind>.ts, and its line in cases/index.ts.
  expect(Object.keys(CONFORMANCE_CASES).sort()).toEqual([...idle.kinds.keys()].sort())
})

describe.each(Object.entries(CONFORMANCE_CASES))('the step kind %s', (kind, { good, endless, flood, telling, exposed }) => {
  it('ends well', async () => {
    const run = await world.ended(await world.begin(kind, good(world)))
    expect([run.status, triedStep(run)?.error]).toEqual(['succeeded', null])
  })

  it('is stopped by a cancel within a second, and leaves nothing behind', async () => {
    const trial = endless(world)
    if (isExcuse(trial)) return expect(trial.because).toMatch(/\.$/)
    const running = await begunEndless(kind, trial)
    const at = performance.now()
    await world.harness.engine.client.runs.cancel({ runId: running.runId })
    const run = await world.ended(running)
    expect(performance.now() - at).toBeLessThan(WITHIN_MS)
    expect(run.status).toBe('cancelled')
    expect(await world.heldBy(run)).toEqual([])
  })

  it('is stopped when its time is over, and leaves nothing behind', async () => {
    const trial = endless(world)
    if (isExcuse(trial)) return expect(trial.because).toMatch(/\.$/)
    if (trial.holdsNothing === true) return expect(trial.holdsNothing).toBe(true)
    const run = await world.ended(await world.begin(kind, trial, { timeout: '1s' }))
    expect([run.status, triedStep(run)?.error?.code]).toEqual(['failed', 'timeout'])
    const [attempt] = triedStep(run)?.attempts ?? []
    expect((attempt?.finishedAt ?? 0) - (attempt?.startedAt ?? 0)).toBeLessThan(1000 + WITHIN_MS)
    expect(await world.heldBy(run)).toEqual([])
  })

  it('bounds what it gives out', async () => {
    const trial = flood(world)
    if (isExcuse(trial)) return expect(trial.because).toMatch(/\.$/)
    const run = await world.ended(await world.begin(kind, trial))
    const { error, status } = triedStep(run) ?? {}
    if (status === 'failed') expect(TOO_LARGE).toContain(error?.code)
    else expect((await outputOf(run)).length).toBeLessThan(MAX_OUTPUT_BYTES)
    expect(await world.heldBy(run)).toEqual([])
  })

  it('gives no secret away: not in what it gives out, nor in its log, nor in its failure', async () => {
    for (const trial of telling(world)) {
      const run = await world.ended(await world.begin(kind, trial))
      const shown = await world.shown(run)
      expect(SPELLINGS.filter((spelling) => shown.includes(spelling))).toEqual([])
      expect(triedStep(run)?.error?.code).not.toBe('unexpected')
    }
  })

  it('refuses a key that it does not have, and says where it stands', async () => {
    const trial = good(world)
    const text = pipelineText('refused', kind, { ...trial, with: { ...trial.with, no_such_key: 1 } })
    const line = text.split('\n').findIndex((each) => each.includes('no_such_key')) + 1
    const { problems } = await world.harness.engine.client.pipelines.validate({ text })
    expect(problems).toContainEqual(expect.objectContaining({ severity: 'error', line, message: expect.stringContaining('no_such_key') }))
  })

  it.each(exposed)('takes the worst that an expression can give for %s, or refuses it with a reason', async (place) => {
    const trial = good(world)
    const hostile: Trial = { ...trial, with: replaced(trial.with, place, '${{ inputs.hostile }}') }
    const faults = await Promise.all(
      Object.entries(HOSTILE_VALUES).map(async ([name, value]) => ({ name, fault: await faultOf(kind, hostile, value, { place }) })),
    )
    expect(faults.filter(({ fault }) => fault !== null)).toEqual([])
    expect(Reflect.get(Object.prototype, 'polluted')).toBeUndefined()
    await world.ended(await world.begin(kind, good(world)))
  })
})

describe('the suite itself', () => {
  it.each([
    ['breaks', 'it failed as a bug does: a bug'],
    ['goes_on', 'it went on until its time was over'],
  ])('sees a kind that %s', async (what, fault) => {
    expect(await faultOf('probe', { with: { do: what } }, 1, { timeout: '1s' })).toContain(fault)
  })

  it('sees what a kind holds on to', async () => {
    const run = await world.ended(await world.begin('probe', { with: { do: 'holds_on', url: `${world.url}/hang` } }))
    expect(await world.heldBy(run)).toHaveLength(2)
    letGo()
    await eventually(async () => (await world.heldBy(run)).length === 0)
  })

  it('sees a secret that is given away', async () => {
    const run = await world.ended(await world.begin('probe', { with: { do: 'tells' } }))
    const shown = await world.shown(run)
    expect(SPELLINGS.filter((spelling) => shown.includes(spelling))).not.toEqual([])
  })
})

/** What is wrong with how a value is taken at a place (the first key of it is enough); null when nothing is. */
async function faultOf(kind: string, trial: Trial, value: Json, { place = '', timeout = '10s' } = {}): Promise<string | null> {
  const run = await world.ended(await world.begin(kind, trial, { timeout, input: { hostile: value } }))
  const error = triedStep(run)?.error
  if (run.status === 'succeeded') return null
  if (error == null) return `the run ended as ${run.status}`
  if (error.code === 'unexpected') return `it failed as a bug does: ${error.message.slice(0, 300)}`
  if (error.code === 'timeout') return 'it went on until its time was over'
  if (error.message.length > 8200) return 'its failure repeats what it was given'
  const namesPlace = !error.message.includes('got values that') || error.message.includes(`with.${place.split('.')[0]}`)
  return namesPlace ? null : `its failure does not name the place: ${error.message.slice(0, 300)}`
}
