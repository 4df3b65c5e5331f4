import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Why } from '../contract/why'
import { type Behaviour, type EngineHarness, eventually, fail, type HarnessOptions, startEngine, succeed } from '../testing/engine-harness'
import { sampleService } from '../testing/sample-service'

/** What `runs.why` says of a run that a real engine works on, as a person reads it. */

const behaviours: Record<string, Behaviour> = {
  echo: (args) => succeed(args),
  flaky: () => fail('the door was locked', true),
  sleep: ({ ms }, { now }) => ({ kind: 'waiting', until: now() + Number(ms), output: null }),
  hold: (_, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true })),
}

async function start(options: Partial<HarnessOptions> = {}): Promise<EngineHarness> {
  const harness = await startEngine({ behaviours, ...options })
  onTestFinished(() => harness.stop())
  return harness
}

const whyOf = ({ engine }: EngineHarness, run: string) => engine.client.runs.why({ run })

/** What it waits for, as soon as that is of this reason. */
async function waitsFor(harness: EngineHarness, runId: string, reason: Why['reason']): Promise<Why> {
  await eventually(async () => (await whyOf(harness, runId)).why?.reason === reason)
  const { why } = await whyOf(harness, runId)
  if (why?.reason !== reason) throw new Error(`it waits for something else by now: ${why?.message ?? 'nothing'}`)
  return why
}

const stepRunId = async ({ engine }: EngineHarness, run: string, stepId: string) =>
  (await engine.client.runs.get({ run })).steps.find((step) => step.stepId === stepId)?.id

const only = (name: string, step: string) => `name: ${name}\nsteps: [{ id: only, ${step} }]\n`
const holding = (name: string, more = '') => only(name, `uses: probe, with: { do: hold${more} }`)
const places = { behaviours, config: { queues: { default: 1, heavy: 5, medium: 5 } } } as const

describe('a run says what it waits for', () => {
  test('when it is at work: nothing', async () => {
    const harness = await start()
    const runId = await harness.start(holding('busy'))
    const why = await waitsFor(harness, runId, 'works')
    expect(why).toMatchObject({ stepRunId: await stepRunId(harness, runId, 'only'), action: null })
    expect(why.message).toMatch(/^only has been at work for (a moment|\d+ s)\.$/)
  })

  test('when it is paused: whoever resumes it', async () => {
    const harness = await start()
    const runId = await harness.start(holding('held'))
    await waitsFor(harness, runId, 'works')
    const { pausedAt } = await harness.engine.client.runs.pause({ runId })
    expect(await waitsFor(harness, runId, 'paused')).toEqual({
      reason: 'paused',
      message: expect.stringMatching(/^It was paused (a moment|\d+ s) ago; 1 step is still at work\. Nothing of it begins until it is resumed\.$/),
      stepRunId: null,
      since: pausedAt,
      until: null,
      action: { do: 'resume', runId },
    })
  })

  test('when its next try is due and another has the place: that place, and who holds it', async () => {
    const door = { open: () => undefined as void }
    const harness = await start({ behaviours: { ...behaviours, late: () => new Promise((resolve) => (door.open = () => resolve(fail('the door was locked', true)))) } })
    await harness.engine.client.services.save({ service: sampleService({ name: 'press', baseUrl: 'http://127.0.0.1:1', concurrency: 1 }) })
    const inLane = (name: string, does: string) => only(name, `uses: probe, retry: { attempts: 3, delay: 250ms, jitter: none }, with: { do: ${does}, lane: "service:press" }`)
    const runId = await harness.start(inLane('again', 'late'))
    await eventually(() => harness.calls.length === 1)
    const other = await harness.start(inLane('other', 'hold'))
    await waitsFor(harness, other, 'place')
    door.open()
    const { externalId } = await harness.engine.client.runs.get({ run: other })
    expect(await waitsFor(harness, runId, 'place')).toMatchObject({
      message: expect.stringMatching(new RegExp(`^only waits for the only place of service press, which ${externalId} \\(only\\) has held for `)),
      action: { do: 'open_queues' },
    })
  })

  test('when its group is full: the run that goes on in it', async () => {
    const harness = await start()
    const text = `${holding('alone')}concurrency: { limit: 1 }\n`
    const [first, second] = [await harness.start(text), await harness.start(text)]
    const { externalId } = await harness.engine.client.runs.get({ run: first })
    expect(await waitsFor(harness, second, 'group')).toMatchObject({
      message: `It waits for the only place of group alone, held by ${externalId}.`,
      action: { do: 'open_run', runId: first, externalId },
    })
    expect((await whyOf(harness, second)).steps).toEqual([])
  })

  test('when it asked: the answer, and until when it may come', async () => {
    const harness = await start()
    const runId = await harness.start(only('asking', 'uses: approval, with: { question: "Send it?", expires: 2h }'))
    const why = await waitsFor(harness, runId, 'approval')
    const [asked] = (await harness.engine.client.approvals.list({ filter: { state: 'open', runId } })).items
    expect(why).toMatchObject({
      stepRunId: await stepRunId(harness, runId, 'only'),
      since: asked?.askedAt,
      until: asked?.expiresAt,
      action: { do: 'answer', approvalId: asked?.id },
    })
    expect(why.message).toMatch(/^only asked (a moment|\d+ s) ago and waits for an answer; the question expires in (2 h|119 min|1 h)\.$/)
    await harness.engine.client.approvals.answer({ approvalId: asked?.id ?? '', approve: true })
    await harness.ended(runId)
    expect(await whyOf(harness, runId)).toMatchObject({ why: { reason: 'ended', message: expect.stringMatching(/^It \w+ (a moment|\d+ s) ago\b/) }, steps: [] })
  })

  test('when it started another: that run', async () => {
    const harness = await start()
    await harness.engine.client.pipelines.save({ text: holding('child') })
    const runId = await harness.start(only('parent', 'uses: pipeline, with: { pipeline: child }'))
    const why = await waitsFor(harness, runId, 'child')
    if (why.action?.do !== 'open_run') throw new Error('it does not lead to the run')
    await waitsFor(harness, why.action.runId, 'works')
    const { externalId } = why.action
    expect((await waitsFor(harness, runId, 'child')).message).toBe(`only waits for ${externalId}, which is running.`)
  })

  test('when a step is tried again: the time of that', async () => {
    const harness = await start()
    const runId = await harness.start(
      only('retrying', 'uses: probe, with: { do: flaky }, retry: { attempts: 2, backoff: fixed, delay: 1h, max: 1h, jitter: none }'),
    )
    const why = await waitsFor(harness, runId, 'retry')
    const { steps } = await harness.engine.client.runs.get({ run: runId })
    expect(why).toMatchObject({ until: steps[0]?.waiting?.until, action: null })
    expect(why.message).toMatch(/^only failed and is tried again in (1 h|59 min)\.$/)
  })

  test('when a step waits on purpose: its timer', async () => {
    const harness = await start()
    const runId = await harness.start(only('timed', 'uses: probe, with: { do: sleep, ms: 7200000 }'))
    expect((await waitsFor(harness, runId, 'timer')).message).toMatch(/^only waits on purpose, and goes on in (2 h|1 h)\.$/)
  })

  test('when its queue is full: one of its places, and who has them', async () => {
    const harness = await start(places)
    const holder = await harness.start(holding('first'))
    await waitsFor(harness, holder, 'works')
    const runId = await harness.start(holding('second'))
    const { externalId } = await harness.engine.client.runs.get({ run: holder })
    const why = await waitsFor(harness, runId, 'place')
    expect(why).toMatchObject({ stepRunId: await stepRunId(harness, runId, 'only'), action: { do: 'open_queues' } })
    expect(why.message).toMatch(
      new RegExp(`^only waits for the only place of queue default, which ${externalId} \\(only\\) has held for (a moment|\\d+ s)\\.$`),
    )
  })

  test('when a service has no place for it: that service, not the queue; each item says so of itself', async () => {
    const harness = await start()
    await harness.engine.client.services.save({ service: sampleService({ name: 'mailer', baseUrl: 'https://mail.example.com', concurrency: 2 }) })
    const runId = await harness.start(`
name: letters
steps:
  - { id: send, uses: probe, map: { over: "[1, 2, 3]", max_parallel: 3 }, with: { do: hold, lane: "service:mailer" } }
`)
    await eventually(async () => (await whyOf(harness, runId)).steps.filter(({ reason }) => reason === 'works').length === 2)
    const { why, steps } = await whyOf(harness, runId)
    const { externalId } = await harness.engine.client.runs.get({ run: runId })
    expect(why?.reason).toBe('works')
    expect(steps).toHaveLength(3)
    expect(steps.find(({ reason }) => reason === 'place')?.message).toMatch(
      new RegExp(`^send, item 2 waits for one of the 2 places of service mailer; the longest, ${externalId} \\(send\\) has held for (a moment|\\d+ s)\\.$`),
    )
  })

  test('when it is stuck: a cancel, as soon as JOB_STUCK_SECONDS have passed', async () => {
    vi.stubEnv('JOB_STUCK_SECONDS', '0.05')
    onTestFinished(() => void vi.unstubAllEnvs())
    const harness = await start()
    const runId = await harness.start(holding('hanging'))
    const why = await waitsFor(harness, runId, 'stuck')
    expect(why.action).toEqual({ do: 'cancel', runId })
    expect(why.message).toMatch(/^only has been at work for (a moment|\d+ s), with no end in sight\. Look at its log; a cancel stops it\.$/)
  })

  test('to whoever names it as people do, and refuses what is not there', async () => {
    const harness = await start()
    const runId = await harness.start(holding('named'))
    await waitsFor(harness, runId, 'works')
    const { externalId } = await harness.engine.client.runs.get({ run: runId })
    expect((await whyOf(harness, externalId)).why?.reason).toBe('works')
    await expect(whyOf(harness, 'SBX-404')).rejects.toMatchObject({ code: 'run_not_found', message: expect.stringContaining('SBX-404') })
  })
})

test('a run that has ended says how, when, and which step failed it', async () => {
  const harness = await start()
  const { id } = await harness.run('name: broken\nsteps: [{ id: fine, uses: probe, with: { do: echo } }, { id: door, uses: probe, retry: { attempts: 1 }, with: { do: flaky } }]')
  const { finishedAt } = await harness.engine.client.runs.get({ run: id })
  expect(await whyOf(harness, id)).toEqual({
    why: { reason: 'ended', message: expect.stringMatching(/^It failed (a moment|\d+ s) ago: Step "door" failed: the door was locked\.$/), stepRunId: await stepRunId(harness, id, 'door'), since: finishedAt, until: null, action: null },
    steps: [],
  })
})
