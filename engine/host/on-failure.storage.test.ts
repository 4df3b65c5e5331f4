import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunDetail } from '../contract/run'
import { eventually, fail, startEngine, succeed, type EngineHarness } from '../testing/engine-harness'

/** What `on_failure` promises, on the real storage. */

let harness: EngineHarness
const gates = new Map<string, () => void>()

beforeAll(async () => {
  harness = await startEngine({
    behaviours: {
      echo: ({ value }) => succeed(value ?? null),
      fail: ({ message }) => fail(String(message)),
      gate: ({ name }, { signal }) =>
        new Promise((resolve, reject) => {
          gates.set(String(name), () => resolve(succeed(name ?? null)))
          signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        }),
    },
  })
})
afterAll(() => harness.stop())

const statuses = (run: RunDetail) => Object.fromEntries(run.steps.map(({ stepId, status }) => [stepId, status]))
const stepOf = (run: RunDetail, stepId: string) => run.steps.find((step) => step.stepId === stepId)
const argsOf = (run: RunDetail, stepId: string) => harness.calls.find((call) => call.runId === run.id && call.stepId === stepId)?.args

describe('the steps of on_failure', () => {
  test('run once after everything else has ended, and know what failed and what became of every step', async () => {
    const run = await harness.run(`
name: told
steps:
  - { id: broken, uses: probe, with: { do: fail, message: no disk } }
  - { id: after, uses: probe, needs: [broken], with: { do: echo } }
  - { id: beside, uses: probe, with: { do: echo, value: 7 } }
on_failure:
  - id: collect
    uses: probe
    with: { do: echo, value: "\${{ run.error }}", beside: "\${{ steps.beside.output }}", after: "\${{ steps.after.status }}" }
  - { id: tell, uses: probe, needs: [collect], with: { do: echo, value: "\${{ steps.collect.output.message }}" } }
outputs: { all: "\${{ steps.after.output }}" }
`)
    expect(run).toMatchObject({ status: 'failed', error: { code: 'step_failed' }, stepsTotal: 3, stepsDone: 3 })
    expect(statuses(run)).toEqual({ broken: 'failed', after: 'skipped', beside: 'succeeded', outputs: 'skipped', collect: 'succeeded', tell: 'succeeded' })
    const error = { code: 'step_failed', message: 'Step "broken" failed: no disk', step: 'broken' }
    expect(argsOf(run, 'collect')).toEqual({ value: error, beside: 7, after: 'skipped' })
    expect(argsOf(run, 'tell')).toEqual({ value: error.message })
    const lastOfOthers = Math.max(...run.steps.filter(({ stepId }) => stepId !== 'collect' && stepId !== 'tell').map(({ finishedAt }) => finishedAt ?? Infinity))
    expect(stepOf(run, 'collect')?.startedAt).toBeGreaterThanOrEqual(lastOfOthers)
    expect(run.graph.steps.filter(({ onFailure }) => onFailure).map(({ id }) => id)).toEqual(['collect', 'tell'])
  })

  test('are left out when nothing has failed', async () => {
    const run = await harness.run(`
name: spared
steps: [{ id: fine, uses: probe, with: { do: echo } }]
on_failure: [{ id: tell, uses: probe, with: { do: echo } }, { id: then, uses: probe, needs: [tell], with: { do: echo } }]
`)
    expect(run).toMatchObject({ status: 'succeeded', stepsTotal: 1, stepsDone: 1 })
    expect(run.steps.map(({ stepId, status, skipReason }) => [stepId, status, skipReason])).toEqual([
      ['fine', 'succeeded', null],
      ['tell', 'skipped', 'not_needed'],
      ['then', 'skipped', 'not_needed'],
    ])
  })

  test('leave the run with what it failed of first, also when they fail themselves', async () => {
    const run = await harness.run(`
name: hopeless
steps: [{ id: broken, uses: probe, with: { do: fail, message: first } }]
on_failure:
  - { id: tell, uses: probe, with: { do: fail, message: second } }
  - { id: after, uses: probe, needs: [tell], with: { do: echo } }
  - { id: mend, uses: probe, needs: [{ step: tell, on: [failed] }], with: { do: echo } }
`)
    expect(run).toMatchObject({ status: 'failed', error: { message: 'Step "broken" failed: first', details: { step: 'broken' } }, stepsFailed: 2 })
    expect(statuses(run)).toEqual({ broken: 'failed', tell: 'failed', after: 'skipped', mend: 'succeeded' })
  })

  test('are mapped and conditional like others', async () => {
    const run = await harness.run(`
name: mapped
steps: [{ id: broken, uses: probe, with: { do: fail, message: x } }]
on_failure:
  - { id: each, uses: probe, map: { over: "[1, 2, 3]" }, with: { do: echo, value: "\${{ item }} \${{ run.error.step }}" } }
  - { id: never, uses: probe, if: run.error.code == "timeout", with: { do: echo } }
`)
    expect(statuses(run)).toEqual({ broken: 'failed', each: 'succeeded', never: 'skipped' })
    expect(harness.calls.filter(({ runId, stepId }) => runId === run.id && stepId === 'each').map(({ args }) => args['value'])).toEqual(
      expect.arrayContaining(['1 broken', '2 broken', '3 broken']),
    )
  })

  const gated = (name: string) => `
name: ${name}
steps: [{ id: first, uses: probe, with: { do: ${name === 'stopped' ? 'gate' : 'fail'}, name: main, message: x } }]
on_failure: [{ id: tell, uses: probe, with: { do: gate, name: ${name} } }]
`

  test('do not run for a cancel', async () => {
    const runId = await harness.start(gated('stopped'))
    await eventually(() => gates.has('main'))
    const receipt = await harness.engine.client.runs.cancel({ runId })
    expect(receipt).toMatchObject({ stepsStopped: 1, run: { status: 'cancelled' } })
    const run = await harness.ended(runId)
    expect(statuses(run)).toEqual({ first: 'cancelled', tell: 'cancelled' })
    expect(stepOf(run, 'tell')?.attempts).toEqual([])
  })

  test('are stopped by a cancel that comes while they run', async () => {
    const runId = await harness.start(gated('cut'))
    await eventually(() => gates.has('cut'))
    await harness.engine.client.runs.cancel({ runId })
    const run = await harness.ended(runId)
    expect(run.status).toBe('cancelled')
    expect(statuses(run)).toEqual({ first: 'failed', tell: 'cancelled' })
  })

  test('are gone on with by the next owner of the data folder, under the same fence', async () => {
    const behaviours = { fail: () => fail('x'), hang: () => new Promise<never>(() => undefined), echo: () => succeed() }
    const text = `
name: handed_on
steps: [{ id: broken, uses: probe, with: { do: fail } }]
on_failure: [{ id: tell, uses: probe, with: { do: hang } }]
`
    const first = await startEngine({ behaviours })
    const runId = await first.start(text)
    await eventually(() => first.calls.some(({ stepId }) => stepId === 'tell'))
    await first.engine.stop(0)
    const second = await startEngine({ behaviours: { ...behaviours, hang: () => succeed() }, dataFolder: first.dataFolder })
    try {
      const run = await second.ended(runId)
      expect(run).toMatchObject({ status: 'failed', error: { details: { step: 'broken' } } })
      expect(stepOf(run, 'tell')?.attempts.map(({ status }) => status)).toEqual(['lost', 'succeeded'])
      expect(second.calls.map(({ stepId }) => stepId)).toEqual(['tell'])
      expect(new Set([...first.calls, ...second.calls].filter(({ stepId }) => stepId === 'tell').map(({ key }) => key)).size).toBe(1)
    } finally {
      await second.stop()
      await first.stop()
    }
  })
})
