import { expect } from 'vitest'
import type { RerunPlan } from '../../../contract/rerun'
import type { Why } from '../../../contract/why'
import { eventually } from '../../engine-harness'
import { first, inside, startRun, statusesOf, type Drive } from '../world'

/** Lessons about what a person does with a run. */
export const RUNS_IN_HAND: Readonly<Record<string, Drive>> = {
  'Submitting twice': async ([example], { engine }) => {
    const { engine: { client }, ended } = await engine()
    const { name: pipeline } = await client.pipelines.save({ text: first([example]).text })
    const submit = (title: string) => client.runs.start({ pipeline, input: { title }, idempotencyKey: 'order 66' })
    const { runId } = await submit('Ships')
    const again = await submit('Ships')
    const refused = await submit('Tides').catch((thrown: { code: string }) => thrown.code)
    return [{
      run: await ended(runId),
      shown: { 'The same key and input once more': { run: again.externalId, reused: again.reused } },
      refused: { 'With the key and another title': String(refused) },
    }]
  },

  'Pause and resume': async ([example], { engine, press }) => {
    const { engine: { client }, ended } = await engine()
    press.hold()
    const runId = await startRun(client, first([example]))
    await inside(press, 1)
    expect(await client.runs.pause({ runId })).toMatchObject({ stillAtWork: 1 })
    press.open()
    await eventually(async () => (await client.runs.get({ run: runId })).stillAtWork === 0)
    const paused = statusesOf(await client.runs.get({ run: runId }))
    await client.runs.resume({ runId })
    return [{ cases: { Resumed: await ended(runId) }, shown: { 'Paused while it prints, once the press is done': paused } }]
  },

  'Cancel and its receipt': async ([example], { engine }) => {
    const { engine: { client }, ended } = await engine()
    const runId = await startRun(client, first([example]))
    await eventually(async () => statusesOf(await client.runs.get({ run: runId }))['wait_for_ink'] === 'running')
    const { stoppedInMs, stepsStopped, stepsAlreadyDone, usage } = await client.runs.cancel({ runId })
    expect(stoppedInMs).toBeLessThan(1000)
    return [{ cases: { 'Cancelled while it waits for ink': await ended(runId) }, shown: { 'The receipt, beside the time that it took': { stepsStopped, stepsAlreadyDone, usage } } }]
  },

  'Retry a run': async ([example], { engine, press }) => {
    const { engine: { client }, ended } = await engine()
    press.refuse('Oslo', 1)
    const failed = await ended(await startRun(client, first([example])))
    const before = press.requests.length
    const retried = await ended((await client.runs.retry({ run: failed.id })).runId)
    expect(retried.origin).toEqual({ runId: failed.id, kind: 'retry' })
    return [{
      cases: { 'At a press that refuses Oslo': failed, 'Retried once the press is well': retried },
      shown: { 'What the retry sent to the press': press.requests.slice(before).map(({ text }) => text) },
    }]
  },

  'Rerun from a step': async ([example], { engine, models, press }) => {
    const { engine: { client }, ended } = await engine()
    const run = await ended(await startRun(client, first([example])))
    const plan = await client.runs.previewRerun({ run: run.id, from: 'print' })
    const asked = models.requests.length
    const rerun = await ended((await client.runs.rerun({ run: run.id, from: 'print' })).runId)
    expect([models.requests.length, press.requests.length]).toEqual([asked, 2])
    return [{
      run,
      cases: { 'Rerun from `print`': rerun },
      shown: { 'The preview of a rerun from `print`': fatesOf(plan), 'What that saves': { tokens: plan.saves.tokens, usd: plan.saves.usd } },
    }]
  },

  'Rerun with a changed definition': async ([before, after], { engine, press }) => {
    const { engine: { client }, ended } = await engine()
    const run = await ended(await startRun(client, first([before])))
    const { text } = first([after])
    const plan = await client.runs.previewRerun({ run: run.id, text })
    const changed = await ended((await client.runs.rerun({ run: run.id, text })).runId)
    expect([press.requests.length, changed.version]).toEqual([1, 2])
    return [{ run }, { run: changed, shown: { 'The preview': { version: plan.version, ...fatesOf(plan) } } }]
  },

  'Why it waits': async ([example], { engine }) => {
    const { engine: { client }, ended } = await engine()
    const runId = await startRun(client, first([example]))
    const why = async () => (await client.runs.why({ run: runId })).why
    await eventually(async () => (await why())?.reason === 'approval')
    const asking = told(await why())
    await client.runs.pause({ runId })
    const paused = told(await why())
    await client.runs.resume({ runId })
    const { items } = await client.approvals.list({ filter: { runId } })
    await client.approvals.answer({ approvalId: first(items).id, approve: true })
    return [{ cases: { 'Resumed, and answered with yes': await ended(runId) }, shown: { 'While nobody answers, `why` says': asking, 'Once it is paused, `why` says': paused } }]
  },
}

/** On a slow machine a moment may take a second. */
const told = (why: Why | null) => ({ reason: why?.reason ?? '', message: (why?.message ?? '').replace(/\d+ s ago/, 'a moment ago'), frees: why?.action?.do ?? '' })

const fatesOf = ({ steps }: RerunPlan): Record<string, string> =>
  Object.fromEntries(steps.map((step) => [step.stepId, step.fate === 'reused' ? 'reused' : `runs: ${step.why}${step.after === null ? '' : ` of ${step.after}`}`]))
