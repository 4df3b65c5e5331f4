import { describe, expect, onTestFinished, test } from 'vitest'
import type { ApprovalDetail } from '../contract/approval'
import type { Json } from '../contract/json'
import type { RunEvent } from '../contract/events'
import { checkRunsOf } from '../testing/check-runs-of'
import { as } from '../testing/client-as'
import { eventually, startEngine, succeed, type EngineHarness, type HarnessOptions } from '../testing/engine-harness'
import { tempFolder } from '../testing/temp-folder'

const echo = (args: { readonly [key: string]: Json }) => succeed(args)

async function start(options: Partial<HarnessOptions> = {}): Promise<EngineHarness> {
  const harness = await startEngine({ behaviours: { echo }, ...options })
  onTestFinished(() => harness.stop())
  return harness
}

const asking = (extra = '', more = '') => `
name: asking
steps:
  - id: ask
    uses: approval
    with:
      question: "Send it?"
      evidence: { readers: 3 }
      value: { subject: "Hello" }
      schema: { type: object, required: [subject], properties: { subject: { type: string, minLength: 1 } } }
      ${extra}
  - { id: after, uses: probe, needs: [ask], with: { do: echo, subject: "\${{ steps.ask.output.value.subject }}" } }
${more}
`

async function openQuestions({ engine }: EngineHarness, runId: string): Promise<readonly ApprovalDetail[]> {
  const { items } = await engine.client.approvals.list({ filter: { state: 'open', runId } })
  return Promise.all(items.map(({ id }) => engine.client.approvals.get({ approvalId: id })))
}

async function question(harness: EngineHarness, runId: string): Promise<ApprovalDetail> {
  await eventually(async () => (await openQuestions(harness, runId)).length > 0)
  const [first] = await openQuestions(harness, runId)
  if (first === undefined) throw new Error('no question')
  return first
}

async function history({ engine }: EngineHarness, runId: string): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = []
  for await (const batch of await engine.client.runs.watch({ runId })) events.push(...batch)
  return events
}

const stepOf = async ({ engine }: EngineHarness, runId: string, stepId: string) => {
  const { steps } = await engine.client.runs.get({ run: runId })
  return engine.client.runs.step({ stepRunId: steps.find((step) => step.stepId === stepId)?.id ?? '' })
}

describe('a question', () => {
  test('holds nothing while it waits, and its answer, with the value as it was edited, takes the run on', async () => {
    const harness = await start({ config: { queues: { default: 1 } } })
    const runId = await harness.start(asking())
    const asked = await question(harness, runId)
    expect(asked).toMatchObject({ question: 'Send it?', evidence: { readers: 3 }, value: { subject: 'Hello' }, stepId: 'ask', purpose: 'step', roles: ['operator'], status: 'open', expiresAt: null })
    const run = await harness.engine.client.runs.get({ run: runId })
    expect(run.status).toBe('waiting')
    expect(run.steps[0]).toMatchObject({ status: 'waiting', waiting: { reason: 'approval', until: null } })
    // The only place of the queue is free.
    expect((await harness.run('name: other\nsteps: [{ id: one, uses: probe, with: { do: echo } }]')).status).toBe('succeeded')

    const answered = await harness.engine.client.approvals.answer({ approvalId: asked.id, approve: true, comment: 'fine', value: { subject: 'Good day' } })
    expect(answered).toMatchObject({ status: 'approved', comment: 'fine', answer: { subject: 'Good day' }, answeredBy: expect.any(String) })
    expect((await harness.ended(runId)).status).toBe('succeeded')
    expect(harness.calls.at(-1)?.args).toEqual({ subject: 'Good day' })
    expect((await stepOf(harness, runId, 'ask')).output).toEqual({
      kind: 'json',
      value: { approved: true, value: { subject: 'Good day' }, by: answered.answeredBy, at: new Date(answered.answeredAt ?? 0).toISOString(), comment: 'fine' },
    })
    const told = (await history(harness, runId)).filter(({ type }) => type.startsWith('approval.'))
    expect(told).toMatchObject([
      { type: 'approval.asked', approvalId: asked.id, stepId: 'ask', attempt: 1, purpose: 'step', question: 'Send it?' },
      { type: 'approval.answered', approvalId: asked.id, status: 'approved', by: answered.answeredBy, comment: 'fine' },
    ])
    await checkRunsOf(harness)
  })

  test('that is answered with no fails its step, and says who and why', async () => {
    const harness = await start()
    const runId = await harness.start(asking())
    const { id } = await question(harness, runId)
    const { answeredBy } = await harness.engine.client.approvals.answer({ approvalId: id, approve: false, comment: 'Too early.' })
    const run = await harness.ended(runId)
    expect(run.status).toBe('failed')
    expect(run.steps[0]?.error).toEqual({ code: 'approval_rejected', message: `${answeredBy ?? ''} said no to the question of step "ask": Too early.` })
    expect(run.steps[0]?.attempts).toHaveLength(1)
    expect(run.steps[1]).toMatchObject({ status: 'skipped', skipReason: 'upstream' })
  })

  test('may take a no for an answer like another', async () => {
    const harness = await start()
    const runId = await harness.start(asking('on_reject: continue'))
    const { id } = await question(harness, runId)
    await harness.engine.client.approvals.answer({ approvalId: id, approve: false })
    expect((await harness.ended(runId)).status).toBe('succeeded')
    expect((await stepOf(harness, runId, 'ask')).output).toMatchObject({ value: { approved: false, value: { subject: 'Hello' } } })
  })

  test('takes no value with a no: what was asked about goes on, not what nobody checked', async () => {
    const harness = await start()
    const runId = await harness.start(asking('on_reject: continue'))
    const { id } = await question(harness, runId)
    await harness.engine.client.approvals.answer({ approvalId: id, approve: false, value: { subject: '' } })
    expect((await harness.ended(runId)).status).toBe('succeeded')
    expect((await stepOf(harness, runId, 'ask')).output).toMatchObject({ value: { approved: false, value: { subject: 'Hello' } } })
  })

  test('takes no value that its schema refuses, edited or not', async () => {
    const harness = await start()
    const runId = await harness.start(asking())
    const { id } = await question(harness, runId)
    const { approvals } = harness.engine.client
    await expect(approvals.answer({ approvalId: id, approve: true, value: { subject: '' } })).rejects.toMatchObject({ code: 'validation_failed', message: expect.stringContaining('/subject') })
    await expect(approvals.answer({ approvalId: id, approve: true, value: null })).rejects.toMatchObject({ code: 'validation_failed' })
    expect((await approvals.check({ approvalId: id, value: { subject: '' } })).findings).toEqual([expect.stringContaining('/subject')])
    expect((await approvals.check({ approvalId: id, value: { subject: 'Hi' } })).findings).toEqual([])
    await expect(approvals.answer({ approvalId: id, approve: true, value: { subject: 'x'.repeat(60_000) } })).rejects.toMatchObject({ code: 'validation_failed', message: expect.stringContaining('48 KiB') })
    expect((await approvals.get({ approvalId: id })).status).toBe('open')
    await approvals.answer({ approvalId: id, approve: true })
    expect((await harness.ended(runId)).status).toBe('succeeded')
  })

  test('is answered once: of a hundred at the same time one wins, and the others hear who and when', async () => {
    const harness = await start()
    const runId = await harness.start(asking())
    const { id } = await question(harness, runId)
    const answers = await Promise.allSettled(
      Array.from({ length: 100 }, (_, n) => harness.engine.client.approvals.answer({ approvalId: id, approve: n % 2 === 0, comment: `number ${n}` })),
    )
    const won = answers.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    expect(won).toHaveLength(1)
    const [winner] = won
    for (const each of answers) {
      if (each.status === 'fulfilled') continue
      expect(each.reason).toMatchObject({ code: 'approval_already_answered', message: expect.stringContaining(winner?.answeredBy ?? '?'), data: { details: { by: winner?.answeredBy, at: winner?.answeredAt, status: winner?.status } } })
    }
    await harness.ended(runId)
    expect((await history(harness, runId)).filter(({ type }) => type === 'approval.answered')).toHaveLength(1)
    expect(await harness.engine.client.approvals.get({ approvalId: id })).toMatchObject({ comment: winner?.comment, status: winner?.status })
    await checkRunsOf(harness)
  })

  test('is answered by the roles it names and those above them, and by nobody else', async () => {
    const harness = await start()
    const runId = await harness.start(asking('roles: [author]'))
    const { id } = await question(harness, runId)
    await expect(as(harness, ['read']).approvals.answer({ approvalId: id, approve: true })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(as(harness, ['read', 'run']).approvals.answer({ approvalId: id, approve: true })).rejects.toMatchObject({ code: 'forbidden', message: expect.stringContaining('author') })
    expect(await as(harness, ['read', 'run', 'author']).approvals.answer({ approvalId: id, approve: true })).toMatchObject({ status: 'approved', answeredBy: 'someone' })
  })

  test('of a run that is paused is answered all the same; what follows waits until the run is resumed', async () => {
    const harness = await start()
    const runId = await harness.start(asking())
    const { id } = await question(harness, runId)
    const { runs, approvals } = harness.engine.client
    await runs.pause({ runId })
    await approvals.answer({ approvalId: id, approve: true })
    const paused = await runs.get({ run: runId })
    expect([paused.steps[0]?.status, paused.steps[1]?.status === 'running', harness.calls.length]).toEqual(['succeeded', false, 0])
    await checkRunsOf(harness)
    await runs.resume({ runId })
    expect((await harness.ended(runId)).status).toBe('succeeded')
    await checkRunsOf(harness)
  })

  test('of a run that is cancelled is withdrawn', async () => {
    const harness = await start()
    const runId = await harness.start(asking('expires: 1h'))
    const { id } = await question(harness, runId)
    await harness.engine.client.runs.cancel({ runId })
    expect(await harness.engine.client.approvals.get({ approvalId: id })).toMatchObject({ status: 'withdrawn', answeredBy: null, answer: null })
    await expect(harness.engine.client.approvals.answer({ approvalId: id, approve: true })).rejects.toMatchObject({ code: 'approval_withdrawn' })
    await checkRunsOf(harness)
  })

  test('shows no more than a person can read', async () => {
    const harness = await start({ behaviours: { flood: () => succeed('x'.repeat(300_000)) } })
    const run = await harness.run(`
name: flood
steps:
  - { id: much, uses: probe, with: { do: flood } }
  - { id: ask, uses: approval, needs: [much], with: { question: "Well?", evidence: "\${{ steps.much.output }}" } }`)
    expect(run.steps[1]?.error).toMatchObject({ code: 'output_too_large', message: expect.stringContaining('256 KiB') })
  })
})

describe('a question that nobody answers in time', () => {
  test.each([
    ['approve', 'succeeded', null],
    ['reject', 'failed', 'approval_rejected'],
    ['fail', 'failed', 'approval_expired'],
  ] as const)('with on_expiry: %s has its step %s', async (action, status, code) => {
    const harness = await start()
    const runId = await harness.start(asking(`expires: 50ms\n      on_expiry: ${action}`))
    const run = await harness.ended(runId)
    expect([run.status, run.steps[0]?.status, run.steps[0]?.error?.code ?? null]).toEqual([status, status, code])
    const { items } = await harness.engine.client.approvals.list({ filter: { state: 'answered', runId } })
    expect(items).toMatchObject([{ status: 'expired', answeredBy: null }])
    await expect(harness.engine.client.approvals.answer({ approvalId: items[0]?.id ?? '', approve: true })).rejects.toMatchObject({ code: 'approval_expired' })
    await checkRunsOf(harness)
  })

  test('because nothing ran at the time is told so within two seconds of the next start', async () => {
    const dataFolder = tempFolder()
    const first = await startEngine({ dataFolder, behaviours: { echo } })
    const runId = await first.start(asking('expires: 300ms\n      on_expiry: approve'))
    const { expiresAt } = await question(first, runId)
    await first.stop()
    await eventually(() => Date.now() > (expiresAt ?? 0))
    const startedAt = Date.now()
    const second = await start({ dataFolder })
    const run = await second.ended(runId)
    expect(run.status).toBe('succeeded')
    expect((run.steps[0]?.finishedAt ?? Infinity) - startedAt).toBeLessThan(2000)
    await checkRunsOf(second)
  })

  test('cannot be answered any more, also before anybody has noticed', async () => {
    const harness = await start()
    const runId = await harness.start(asking('expires: 40ms'))
    const { id, expiresAt } = await question(harness, runId)
    // Whoever comes at the very moment is late by the engine's clock.
    await eventually(() => Date.now() >= (expiresAt ?? 0))
    await expect(harness.engine.client.approvals.answer({ approvalId: id, approve: true })).rejects.toMatchObject({ code: 'approval_expired' })
  })
})

describe('an engine that dies', () => {
  test('between the question and its answer goes on with both', async () => {
    const dataFolder = tempFolder()
    const first = await startEngine({ dataFolder, behaviours: { echo } })
    const runId = await first.start(asking())
    const { id } = await question(first, runId)
    await first.engine.stop(0)
    const second = await startEngine({ dataFolder, behaviours: { echo } })
    expect((await question(second, runId)).id).toBe(id)
    await second.engine.client.approvals.answer({ approvalId: id, approve: true })
    await second.engine.stop(0)
    const third = await start({ dataFolder })
    expect((await third.ended(runId)).status).toBe('succeeded')
    expect((await third.engine.client.approvals.list({ filter: { runId } })).total).toBe(1)
    await checkRunsOf(third)
  })
})

describe('a mapped step that asks', () => {
  const each = `
name: each
steps:
  - id: ask
    uses: approval
    map: { over: "[1, 2, 3]", max_parallel: 2, on_item_error: continue }
    with: { question: "Is \${{ item }} right?", value: "\${{ item }}" }
`
  test('asks for each of its items, as many at a time as it may', async () => {
    const harness = await start()
    const runId = await harness.start(each)
    await eventually(async () => (await openQuestions(harness, runId)).length === 2)
    for (let answered = 0; answered < 3; answered++) {
      await eventually(async () => (await openQuestions(harness, runId)).length > 0)
      const [next] = await openQuestions(harness, runId)
      await harness.engine.client.approvals.answer({ approvalId: next?.id ?? '', approve: next?.itemIndex !== 1 })
    }
    const run = await harness.ended(runId)
    expect(run.status).toBe('succeeded')
    const { items } = await harness.engine.client.runs.items({ runId, stepId: 'ask' })
    expect(items.map(({ status }) => status)).toEqual(['succeeded', 'failed', 'succeeded'])
    await checkRunsOf(harness)
  })

  test('withdraws them all when its run is cancelled', async () => {
    const harness = await start()
    const runId = await harness.start(each)
    await eventually(async () => (await openQuestions(harness, runId)).length === 2)
    await harness.engine.client.runs.cancel({ runId })
    expect((await harness.engine.client.approvals.list({ filter: { runId } })).items.map(({ status }) => status)).toEqual(['withdrawn', 'withdrawn'])
    await checkRunsOf(harness)
  })
})

test('questions are listed newest first, page by page, open ones apart from others', async () => {
  const harness = await start()
  const runs: string[] = []
  for (let n = 0; n < 3; n++) {
    runs.push(await harness.start(asking()))
    await question(harness, runs[n] ?? '')
  }
  const first = await question(harness, runs[0] ?? '')
  await harness.engine.client.approvals.answer({ approvalId: first.id, approve: true })
  const { approvals } = harness.engine.client
  const all = await approvals.list({})
  expect(all.total).toBe(3)
  expect(all.items.map(({ runId }) => runId)).toEqual(runs.toReversed())
  expect((await approvals.list({ skip: 1, limit: 1 })).items.map(({ runId }) => runId)).toEqual([runs[1]])
  expect((await approvals.list({ filter: { state: 'open' } })).items.map(({ runId }) => runId)).toEqual([runs[2], runs[1]])
  expect((await approvals.list({ filter: { state: 'answered' } })).items.map(({ runId }) => runId)).toEqual([runs[0]])
  await expect(approvals.get({ approvalId: '01980000-0000-7000-8000-000000000001' })).rejects.toMatchObject({ code: 'approval_not_found' })
})

test('whoever follows the engine hears of questions and answers', async () => {
  const harness = await start()
  const stop = new AbortController()
  const events = await harness.engine.client.engine.watch(undefined, { signal: stop.signal })
  await events.next()
  const hears = async () => {
    for await (const batch of events) if (batch.some(({ type }) => type === 'approvals.changed')) return
  }
  const runId = await harness.start(asking())
  await hears()
  const { id } = await question(harness, runId)
  await harness.engine.client.approvals.answer({ approvalId: id, approve: true })
  await hears()
  stop.abort()
})
