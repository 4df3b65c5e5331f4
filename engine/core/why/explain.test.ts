import { describe, expect, it } from 'vitest'
import type { LaneState, PlacedAttempt, QueueState } from '../../contract/queue'
import { explainRun, explainStep, type OpenStep, type WhyFacts } from './explain'

const NOW = 10_000_000
const MINUTE = 60_000

const holder: PlacedAttempt = {
  runId: 'r9',
  externalId: 'SBX-9',
  pipelineName: 'other',
  stepRunId: 's9',
  stepId: 'mail',
  itemIndex: null,
  attempt: 1,
  priority: 0,
  queue: 'heavy',
  lane: 'service:mailer',
  since: NOW - 4 * MINUTE,
}

const queue = (change: Partial<QueueState> = {}): QueueState => ({
  name: 'heavy',
  concurrency: 2,
  running: 0,
  queued: 1,
  builtIn: true,
  later: 0,
  oldestSince: null,
  holders: [],
  waiting: [],
  ...change,
})

const lane = (change: Partial<LaneState> = {}): LaneState => ({
  lane: 'service:mailer',
  of: 'service',
  name: 'mailer',
  limit: 1,
  running: 0,
  queued: 1,
  oldestSince: null,
  holders: [],
  shut: null,
  ...change,
})

const step = (change: Partial<OpenStep> = {}): OpenStep => ({
  stepRunId: 's1',
  name: 'write',
  status: 'ready',
  waiting: null,
  since: NOW - 5000,
  queue: 'heavy',
  lane: null,
  approval: null,
  child: null,
  ...change,
})

const facts = (change: Partial<Omit<WhyFacts, 'run'>> & { run?: Partial<WhyFacts['run']> } = {}): WhyFacts => ({
  now: NOW,
  stuckAfterMs: 60 * MINUTE,
  engine: { state: 'ok' },
  steps: [],
  queues: [queue()],
  lanes: [],
  ...change,
  run: { id: 'r1', status: 'running', createdAt: NOW - MINUTE, pausedAt: null, stillAtWork: 0, waitsForGroup: null, ...change.run },
})

const running = step({ status: 'running' })
const waitingFor = (reason: NonNullable<OpenStep['waiting']>['reason'], until: number | null = null, change: Partial<OpenStep> = {}) =>
  step({ status: 'waiting', waiting: { reason, until }, ...change })
const ofStep = (open: OpenStep, change: Parameters<typeof facts>[0] = {}) => explainStep(open, facts(change))

describe('why a run does not go on', () => {
  it('is not asked of one that has ended', () => {
    expect(explainRun(facts({ run: { status: 'failed' }, steps: [running] }))).toBeNull()
  })

  it('is that its next step is about to begin, when no step is open', () => {
    expect(explainRun(facts({ steps: [step({ status: 'pending' }), step({ status: 'succeeded' })] }))).toEqual({
      reason: 'begins',
      message: 'Its next step is about to begin.',
      stepRunId: null,
      since: null,
      until: null,
      action: null,
    })
  })

  it('is, of several alike, the one that has waited longest; one that nobody saw begin comes first', () => {
    const at = (stepRunId: string, since: number | null) => step({ status: 'running', stepRunId, since })
    const longest = (...steps: readonly OpenStep[]) => explainRun(facts({ steps }))?.stepRunId
    expect(longest(at('later', NOW - 1000), at('earlier', NOW - 2000))).toBe('earlier')
    expect(longest(at('later', NOW - 1000), at('unknown', null))).toBe('unknown')
    expect(longest(at('unknown', null), at('later', NOW - 1000))).toBe('unknown')
  })

  it('is the engine before anything else', () => {
    const error = { code: 'storage_full', message: 'The disk is full.' } as const
    expect(explainRun(facts({ engine: { state: 'degraded', error }, run: { pausedAt: 1 }, steps: [running] }))).toEqual({
      reason: 'engine',
      message: 'The disk is full.',
      stepRunId: null,
      since: null,
      until: null,
      action: null,
    })
  })

  it.each([
    [0, 'It was paused 2 h ago. Nothing of it begins until it is resumed.'],
    [1, 'It was paused 2 h ago; 1 step is still at work. Nothing of it begins until it is resumed.'],
    [3, 'It was paused 2 h ago; 3 steps are still at work. Nothing of it begins until it is resumed.'],
  ])('is that somebody paused it, whatever its steps do (%i still at work)', (stillAtWork, message) => {
    const pausedAt = NOW - 120 * MINUTE
    expect(explainRun(facts({ run: { pausedAt, stillAtWork }, steps: [running] }))).toMatchObject({
      reason: 'paused',
      message,
      since: pausedAt,
      stepRunId: null,
      action: { do: 'resume', runId: 'r1' },
    })
  })

  const holders = [
    { runId: 'r7', externalId: 'SBX-7' },
    { runId: 'r8', externalId: 'SBX-8' },
  ]
  it.each([
    [{ group: 'acme', limit: 1, ahead: 0, holders: holders.slice(0, 1) }, 'It waits for the only place of group acme, held by SBX-7.', 'SBX-7'],
    [{ group: 'acme', limit: 2, ahead: 1, holders }, 'It waits for one of the 2 places of group acme, held by SBX-7 and 1 more, behind another.', 'SBX-7'],
    [{ group: 'acme', limit: 2, ahead: 5, holders: [] }, 'It waits for one of the 2 places of group acme, behind 5 others.', null],
  ])('is that its group is full', (waitsForGroup, message, opens) => {
    const why = explainRun(facts({ run: { status: 'queued', waitsForGroup } }))
    expect(why).toMatchObject({ reason: 'group', message, since: NOW - MINUTE })
    expect(why?.action).toEqual(opens === null ? null : { do: 'open_run', runId: 'r7', externalId: opens })
  })

  it('is nothing while any step is at work', () => {
    expect(explainRun(facts({ steps: [waitingFor('approval'), { ...running, stepRunId: 's2' }] }))).toMatchObject({ reason: 'works', stepRunId: 's2' })
  })

  it('is the step that is stuck, though others work', () => {
    const stuck = step({ stepRunId: 's2', name: 'hang', status: 'running', since: NOW - 61 * MINUTE })
    expect(explainRun(facts({ steps: [running, stuck] }))).toMatchObject({ reason: 'stuck', stepRunId: 's2', action: { do: 'cancel', runId: 'r1' } })
  })

  it('is the question before what ends by itself, and of that the soonest', () => {
    const timers = [waitingFor('timer', NOW + 9000, { stepRunId: 'late' }), waitingFor('retry', NOW + 2000, { stepRunId: 'soon' })]
    expect(explainRun(facts({ steps: timers }))).toMatchObject({ reason: 'retry', stepRunId: 'soon' })
    expect(explainRun(facts({ steps: [...timers, waitingFor('approval', null, { stepRunId: 'asks' })] }))).toMatchObject({ stepRunId: 'asks' })
  })

  it('of several questions is the oldest', () => {
    const asks = (stepRunId: string, askedAt: number) => waitingFor('approval', null, { stepRunId, approval: { id: `a-${stepRunId}`, askedAt, expiresAt: null } })
    expect(explainRun(facts({ steps: [asks('new', NOW - 1000), asks('old', NOW - 9000)] }))).toMatchObject({ stepRunId: 'old' })
  })

  it('is nothing for the moment in which no step is open', () => {
    expect(explainRun(facts())).toEqual({ reason: 'begins', message: 'Its next step is about to begin.', stepRunId: null, since: null, until: null, action: null })
  })
})

describe('why a step does not go on', () => {
  it('is not asked of one that has ended or whose needs have not', () => {
    expect([ofStep(step({ status: 'succeeded' })), ofStep(step({ status: 'pending' })), ofStep(step({ status: 'waiting' }))]).toEqual([null, null, null])
  })

  it('is its own work', () => {
    expect(ofStep(running)).toMatchObject({ reason: 'works', message: 'write has been at work for 5 s.', since: NOW - 5000 })
    expect(ofStep(step({ status: 'running', since: null }))).toMatchObject({ reason: 'works', message: 'write has been at work.' })
  })

  it('is that it has been at work for too long', () => {
    expect(ofStep(step({ status: 'running', since: NOW - 90 * MINUTE }))?.message).toBe('write has been at work for 1 h, with no end in sight. Look at its log; a cancel stops it.')
    expect(ofStep(step({ status: 'running', since: NOW - 60 * MINUTE }))?.reason).toBe('works')
  })

  it('is a question, with how to answer it', () => {
    const approval = { id: 'a1', askedAt: NOW - 3 * MINUTE, expiresAt: NOW + 120 * MINUTE }
    expect(ofStep(waitingFor('approval', approval.expiresAt, { approval }))).toEqual({
      reason: 'approval',
      message: 'write asked 3 min ago and waits for an answer; the question expires in 2 h.',
      stepRunId: 's1',
      since: approval.askedAt,
      until: approval.expiresAt,
      action: { do: 'answer', approvalId: 'a1' },
    })
    expect(ofStep(waitingFor('approval', null, { approval: { ...approval, expiresAt: null } }))?.message).toBe('write asked 3 min ago and waits for an answer.')
    expect(ofStep(waitingFor('approval', null, { approval: { ...approval, expiresAt: NOW - 1 } }))?.message).toContain('expires at once')
    expect(ofStep(waitingFor('approval'))).toMatchObject({ message: 'write waits for an answer.', action: null })
  })

  it('is the run that it started', () => {
    expect(ofStep(waitingFor('child', null, { child: { runId: 'r5', externalId: 'SBX-5', status: 'waiting' } }))).toMatchObject({
      reason: 'child',
      message: 'write waits for SBX-5, which is waiting.',
      action: { do: 'open_run', runId: 'r5', externalId: 'SBX-5' },
    })
    expect(ofStep(waitingFor('child'))).toMatchObject({ message: 'write waits for the run that it started.', action: null })
  })

  it('is a time', () => {
    expect(ofStep(waitingFor('retry', NOW + 2500))).toMatchObject({ reason: 'retry', message: 'write failed and is tried again in 2 s.', until: NOW + 2500 })
    expect(ofStep(waitingFor('timer', NOW + 500))?.message).toBe('write waits on purpose, and goes on in a moment.')
    expect(ofStep(waitingFor('timer', NOW))?.message).toBe('write waits on purpose, and goes on at once.')
    expect(ofStep(waitingFor('timer', NOW + 3 * 86_400_000))?.message).toContain('in 3 d')
    expect(ofStep(waitingFor('timer'))?.message).toBe('write waits on purpose, and goes on.')
  })

  const inLane = (change: Partial<LaneState>) => ofStep(waitingFor('slot', null, { lane: 'service:mailer' }), { lanes: [lane(change)] })

  it('is the only place of a service, and who has held it for how long', () => {
    expect(inLane({ running: 1, holders: [holder] })).toMatchObject({
      reason: 'place',
      message: 'write waits for the only place of service mailer, which SBX-9 (mail) has held for 4 min.',
      since: NOW - 5000,
      action: { do: 'open_queues' },
    })
    expect(inLane({ limit: 3, running: 3, holders: [holder] })?.message).toBe(
      'write waits for one of the 3 places of service mailer; the longest, SBX-9 (mail) has held for 4 min.',
    )
    expect(inLane({ running: 1 })?.message).toBe('write waits for the only place of service mailer.')
  })

  it('is a provider that wants to be left alone, until it does not', () => {
    const shut = { until: NOW + 30_000, because: 'answered with status 429' }
    expect(inLane({ running: 1, shut })).toMatchObject({ reason: 'shut', message: 'write waits for mailer, which answered with status 429; it may begin in 30 s.', until: shut.until })
    expect(inLane({ shut: { ...shut, until: NOW } })?.reason).toBe('begins')
  })

  it('is a place, too, for a retry whose time has come', () => {
    const retry = (until: number, change: Partial<LaneState>) => ofStep(waitingFor('retry', until, { lane: 'service:mailer' }), { lanes: [lane(change)] })
    expect(retry(NOW - 1000, { running: 1, holders: [holder] })).toMatchObject({ reason: 'place', message: 'write waits for the only place of service mailer, which SBX-9 (mail) has held for 4 min.' })
    expect(retry(NOW, { shut: { until: NOW + 30_000, because: 'answered with status 503' } })).toMatchObject({ reason: 'shut', until: NOW + 30_000 })
    expect(retry(NOW + 1000, { running: 1 })?.reason).toBe('retry')
    expect(retry(NOW - 1000, {})).toMatchObject({ reason: 'retry', message: 'write failed and is tried again at once.' })
  })

  it('is its queue, when what it takes a place of has one', () => {
    const queues = [queue({ running: 2, holders: [holder] })]
    expect(ofStep(step({ lane: 'service:mailer' }), { queues, lanes: [lane({ limit: null, running: 50 })] })).toMatchObject({
      reason: 'place',
      message: 'write waits for one of the 2 places of queue heavy; the longest, SBX-9 (mail) has held for 4 min.',
    })
    expect(ofStep(step(), { queues: [queue({ running: 1 })] })).toMatchObject({ reason: 'begins', message: 'write is about to begin.' })
    expect(ofStep(step({ queue: 'gone' }))?.reason).toBe('begins')
  })

  it('is that its run is paused, for what would begin otherwise; what is asked, started or timed goes on meanwhile', () => {
    const run = { pausedAt: NOW - MINUTE }
    const paused = (open: OpenStep) => ofStep(open, { run })
    expect(paused(step())).toEqual({ reason: 'paused', message: 'write begins when the run is resumed.', stepRunId: 's1', since: NOW - MINUTE, until: null, action: { do: 'resume', runId: 'r1' } })
    expect(paused(waitingFor('slot', null, { lane: 'service:mailer' }))?.message).toBe('write begins when the run is resumed.')
    expect(paused(waitingFor('retry', NOW + 2500))?.message).toBe('write failed and is tried again when the run is resumed.')
    expect([running, waitingFor('approval'), waitingFor('child'), waitingFor('timer')].map((open) => paused(open)?.reason)).toEqual(['works', 'approval', 'child', 'timer'])
  })
})
