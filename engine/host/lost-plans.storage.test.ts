import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { RunDetail } from '../contract/run'
import { eventually, startEngine, succeed, type Behaviour } from '../testing/engine-harness'
import { onDatabase } from '../testing/on-database'

describe('a run whose plan is lost', () => {
  const pausing: Readonly<Record<string, Behaviour>> = { pause: (_args, { now }) => ({ kind: 'waiting', until: now() + 3_600_000, output: null }) }

  async function withLostPlan(text: string, isReady: (run: RunDetail) => boolean) {
    const dataFolder = await mkdtemp(join(tmpdir(), 'signalbox-lost-'))
    const first = await startEngine({ behaviours: pausing, dataFolder })
    const runId = await first.start(text)
    await eventually(async () => isReady(await first.engine.client.runs.get({ run: runId })))
    await first.stop()
    onDatabase(join(dataFolder, 'signalbox.db'), (database) => database.exec(`update pipeline_versions set spec = '{broken'`))
    const second = await startEngine({ behaviours: pausing, dataFolder })
    onTestFinished(async () => {
      await second.stop()
      await rm(dataFolder, { recursive: true })
    })
    return { runId, dataFolder, second }
  }
  const onTimer = 'name: lost\nsteps: [{ id: a, uses: probe, with: { do: pause } }, { id: b, uses: probe, needs: [a], with: { do: pause } }]'
  const isWaiting = ({ status }: RunDetail) => status === 'waiting'

  test('is shown all the same, as far as it is known', async () => {
    const { runId, second } = await withLostPlan(onTimer, isWaiting)
    const run = await second.engine.client.runs.get({ run: runId })
    expect(run).toMatchObject({ status: 'waiting', graph: { steps: [{ id: 'a', needs: [] }, { id: 'b', needs: [] }] } })
    expect(run.steps.map(({ stepId, status }) => [stepId, status])).toEqual([['a', 'waiting'], ['b', 'pending']])
    expect((await second.engine.client.runs.why({ run: runId })).why).toMatchObject({ reason: 'timer' })
  })

  test('fails when its timer is due', async () => {
    const { runId, dataFolder, second } = await withLostPlan(onTimer, isWaiting)
    await second.stop()
    onDatabase(join(dataFolder, 'signalbox.db'), (database) => database.exec('update step_runs set wake_at = 1 where wake_at is not null'))
    const third = await startEngine({ behaviours: pausing, dataFolder })
    onTestFinished(() => third.stop())
    expect(await third.ended(runId)).toMatchObject({ status: 'failed', error: { code: 'storage_corrupt', message: expect.stringContaining('cannot be read') } })
  })

  test.each(['cancel', 'pause'] as const)('fails when somebody asks for its %s', async (what) => {
    const { runId, second } = await withLostPlan(onTimer, isWaiting)
    await second.engine.client.runs[what]({ runId })
    expect(await second.ended(runId)).toMatchObject({ status: 'failed', error: { code: 'storage_corrupt' } })
  })

  test('fails when its question is answered', async () => {
    const { runId, second } = await withLostPlan('name: lost\nsteps: [{ id: ask, uses: approval, with: { question: "Send it?" } }]', isWaiting)
    const [open] = (await second.engine.client.approvals.list({ filter: { state: 'open', runId } })).items
    await second.engine.client.approvals.answer({ approvalId: open?.id ?? '', approve: true })
    expect(await second.ended(runId)).toMatchObject({ status: 'failed', error: { code: 'storage_corrupt' } })
    expect((await second.engine.client.approvals.list({ filter: { runId } })).items).toMatchObject([{ status: 'withdrawn' }])
  })
})

describe('items that are lost', () => {
  test('are an error of whoever needs them, not a shorter list', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'signalbox-lost-'))
    const behaviours: Readonly<Record<string, Behaviour>> = { echo: ({ value }) => succeed(value ?? null) }
    const first = await startEngine({ behaviours, dataFolder })
    const text = `name: listing
steps:
  - { id: each, uses: probe, map: { over: "[1, 2, 3]" }, with: { do: echo, value: "\${{ item }}" } }
  - { id: use, uses: probe, needs: [each], with: { do: echo, value: "\${{ size(steps.each.output) }}" } }`
    const run = await first.run(text)
    await first.stop()
    onDatabase(join(dataFolder, 'signalbox.db'), (database) => database.exec(`delete from step_runs where run_id = '${run.id}' and item_index = 1`))
    const second = await startEngine({ behaviours, dataFolder })
    onTestFinished(async () => {
      await second.stop()
      await rm(dataFolder, { recursive: true })
    })
    const again = await second.ended((await second.engine.client.runs.rerun({ run: run.id, from: 'use' })).runId)
    expect(again.steps.find(({ stepId }) => stepId === 'use')).toMatchObject({
      status: 'failed',
      error: { code: 'storage_corrupt', message: 'Step "each" had 3 items, and the database does not hold all of them any more. Run it anew from that step.' },
    })
  })
})
