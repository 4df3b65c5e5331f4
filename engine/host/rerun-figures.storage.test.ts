import { expect, onTestFinished, test } from 'vitest'
import type { StepRunWithAttempts } from '../contract/step'
import { eventually, fail, startEngine, succeed } from '../testing/engine-harness'

const TEXT = `
name: waits
steps:
  - { id: ask, uses: approval, with: { question: "Go on?" } }
  - { id: nap, uses: wait, needs: [ask], with: { for: 300ms } }
  - { id: twice, uses: probe, needs: [nap], with: { do: second_time }, retry: { attempts: 2, delay: 250ms } }
  - { id: each, uses: probe, needs: [twice], map: { over: "[1, 2]" }, with: { do: work } }
  - { id: last, uses: probe, needs: [each], with: { do: work } }
`

const wall = ({ startedAt, finishedAt }: Pick<StepRunWithAttempts, 'startedAt' | 'finishedAt'>) => (finishedAt ?? NaN) - (startedAt ?? NaN)

test('what a step waited for a person, a time or its next attempt is no work in the preview of a rerun', async () => {
  let calls = 0
  const harness = await startEngine({ behaviours: { work: () => succeed(), second_time: () => (calls++ === 0 ? fail('not yet', true) : succeed()) } })
  onTestFinished(() => harness.stop())
  const { client } = harness.engine
  const runId = await harness.start(TEXT)
  await eventually(async () => (await client.approvals.list({ filter: { runId, state: 'open' } })).total === 1)
  const { items } = await client.approvals.list({ filter: { runId } })
  await client.approvals.answer({ approvalId: items[0]?.id ?? '', approve: true })
  const run = await harness.ended(runId)
  const plan = await client.runs.previewRerun({ run: runId, from: 'last' })
  const told = new Map(plan.steps.map(({ stepId, ms }) => [stepId, ms]))
  for (const step of run.steps) {
    const work = step.map === null ? step.attempts.reduce((sum, attempt) => sum + wall(attempt), 0) : wall(step)
    expect([step.stepId, told.get(step.stepId)]).toEqual([step.stepId, work])
  }
  expect(told.get('nap')).toBeLessThan(300)
  expect(told.get('twice')).toBeLessThan(250)
  expect(plan).toMatchObject({ version: 1, storesVersion: false })
})

test('a preview says whether the changed definition is stored as a new version', async () => {
  const harness = await startEngine({ behaviours: { work: () => succeed() } })
  onTestFinished(() => harness.stop())
  const { client } = harness.engine
  const text = (value: number) => `name: flow\nsteps:\n  - { id: only, uses: probe, with: { do: work, value: ${value} } }`
  const { id } = await harness.run(text(1))
  const previewed = async (changed: string) => {
    const { version, storesVersion } = await client.runs.previewRerun({ run: id, text: changed })
    return { version, storesVersion }
  }
  expect(await previewed(text(1))).toEqual({ version: 1, storesVersion: false })
  expect(await previewed(text(2))).toEqual({ version: 2, storesVersion: true })
  await client.pipelines.save({ text: text(2) })
  expect(await previewed(text(2))).toEqual({ version: 2, storesVersion: false })
})
