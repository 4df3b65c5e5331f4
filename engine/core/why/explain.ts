import type { EngineHealth } from '../../contract/events'
import type { LaneState, PlacedAttempt, QueueState } from '../../contract/queue'
import type { GroupWait } from '../../contract/run'
import type { RunStatus } from '../../contract/run-status'
import type { StepStatus, Waiting } from '../../contract/step'
import type { Why } from '../../contract/why'
import { isRunOver } from '../runs/run-state'
import { groupPlaceWords } from './group-place-words'
import { spanInWords } from './span-in-words'

/** What is known of a run that has not ended, and of what it may wait for. */
export interface WhyFacts {
  readonly now: number
  /** An attempt that has been at work for longer is reported as stuck (ms). */
  readonly stuckAfterMs: number
  readonly engine: EngineHealth
  readonly run: {
    readonly id: string
    readonly status: RunStatus
    readonly createdAt: number
    readonly pausedAt: number | null
    readonly stillAtWork: number
    readonly waitsForGroup: GroupWait | null
  }
  /** Steps and items that are ready, at work or waiting; mapped steps only through their items. */
  readonly steps: readonly OpenStep[]
  readonly queues: readonly QueueState[]
  readonly lanes: readonly LaneState[]
}

export interface OpenStep {
  readonly stepRunId: string
  /** As people say it: `write`, `write, item 3`. */
  readonly name: string
  readonly status: StepStatus
  readonly waiting: Waiting | null
  /** When its newest attempt was queued or began; null when it has none. */
  readonly since: number | null
  /** Of its newest attempt. */
  readonly queue: string | null
  readonly lane: string | null
  /** The question that it waits for. */
  readonly approval: { readonly id: string; readonly askedAt: number; readonly expiresAt: number | null } | null
  readonly child: { readonly runId: string; readonly externalId: string; readonly status: RunStatus } | null
}

type Found = Omit<Why, 'stepRunId'>

/**
 * The one thing that a run waits for; null when it has ended. What keeps everything back comes first, then work that
 * goes on (a run at work waits for nobody), then what a person can free, then what ends by itself, the soonest first.
 */
export function explainRun(facts: WhyFacts): Why | null {
  const { run, engine, steps, now } = facts
  if (isRunOver(run.status)) return null
  if (engine.state === 'degraded') return ofRun({ reason: 'engine', message: engine.error.message, since: null, until: null, action: null })
  if (run.pausedAt !== null) return ofRun(paused(run, run.pausedAt, now))
  if (run.waitsForGroup !== null) return ofRun(groupFull(run.waitsForGroup, run.createdAt))
  const explained = steps.flatMap((step) => explainStep(step, facts) ?? [])
  return explained.toSorted(byUrgency)[0] ?? ofRun({ reason: 'begins', message: 'Its next step is about to begin.', since: null, until: null, action: null })
}

const ofRun = (found: Found): Why => ({ ...found, stepRunId: null })

const ORDER: Readonly<Record<Why['reason'], number>> = {
  engine: 0,
  paused: 0,
  group: 0,
  stuck: 1,
  works: 2,
  approval: 3,
  child: 4,
  shut: 5,
  place: 6,
  retry: 7,
  timer: 7,
  begins: 8,
  ended: 9,
}

const byUrgency = (one: Why, other: Why): number => ORDER[one.reason] - ORDER[other.reason] || (one.until ?? Infinity) - (other.until ?? Infinity) || (one.since ?? 0) - (other.since ?? 0)

/** What one step, or item, waits for; null when it is not open. */
export function explainStep(step: OpenStep, facts: WhyFacts): Why | null {
  const found = foundOf(step, facts)
  return found === null ? null : { ...found, stepRunId: step.stepRunId }
}

function foundOf(step: OpenStep, facts: WhyFacts): Found | null {
  switch (step.status) {
    case 'running':
      return atWork(step, facts)
    case 'ready':
      return held(step, facts) ?? queued(step, facts)
    case 'waiting':
      return waits(step, facts)
    default:
      return null
  }
}

function atWork({ name, since }: OpenStep, { now, stuckAfterMs, run }: WhyFacts): Found {
  const isStuck = since !== null && now - since > stuckAfterMs
  const span = since === null ? '' : ` for ${spanInWords(now - since)}`
  return isStuck
    ? { reason: 'stuck', message: `${name} has been at work${span}, with no end in sight. Look at its log; a cancel stops it.`, since, until: null, action: { do: 'cancel', runId: run.id } }
    : { reason: 'works', message: `${name} has been at work${span}.`, since, until: null, action: null }
}

function waits(step: OpenStep, facts: WhyFacts): Found | null {
  const { name, waiting } = step
  if (waiting === null) return null
  switch (waiting.reason) {
    case 'approval':
      return asked(step, facts)
    case 'child':
      return childGoesOn(step)
    case 'slot':
      return held(step, facts) ?? queued(step, facts)
    case 'retry':
      return held(step, facts) ?? fullNow(step, waiting.until, facts) ?? { reason: 'retry', message: `${name} failed and is tried again${inSpan(waiting.until, facts.now)}.`, since: null, until: waiting.until, action: null }
    case 'timer':
      return { reason: 'timer', message: `${name} waits on purpose, and goes on${inSpan(waiting.until, facts.now)}.`, since: null, until: waiting.until, action: null }
  }
}

const inSpan = (until: number | null, now: number): string => (until === null ? '' : until <= now ? ' at once' : ` in ${spanInWords(until - now)}`)

function asked({ name, approval }: OpenStep, { now }: WhyFacts): Found {
  if (approval === null) return { reason: 'approval', message: `${name} waits for an answer.`, since: null, until: null, action: null }
  const expires = approval.expiresAt === null ? '' : `; the question expires${inSpan(approval.expiresAt, now)}`
  return {
    reason: 'approval',
    message: `${name} asked ${spanInWords(now - approval.askedAt)} ago and waits for an answer${expires}.`,
    since: approval.askedAt,
    until: approval.expiresAt,
    action: { do: 'answer', approvalId: approval.id },
  }
}

function childGoesOn({ name, child }: OpenStep): Found {
  if (child === null) return { reason: 'child', message: `${name} waits for the run that it started.`, since: null, until: null, action: null }
  return {
    reason: 'child',
    message: `${name} waits for ${child.externalId}, which is ${child.status}.`,
    since: null,
    until: null,
    action: { do: 'open_run', runId: child.runId, externalId: child.externalId },
  }
}

/** What would begin, were its run not paused. Null: nothing holds it back. */
function held({ name, waiting }: OpenStep, { run }: WhyFacts): Found | null {
  if (run.pausedAt === null) return null
  const begins = waiting?.reason === 'retry' ? 'failed and is tried again' : 'begins'
  return { reason: 'paused', message: `${name} ${begins} when the run is resumed.`, since: run.pausedAt, until: null, action: { do: 'resume', runId: run.id } }
}

/** A retry whose time has come waits like any other attempt; null while it has not, and when it has a place. */
function fullNow(step: OpenStep, until: number | null, facts: WhyFacts): Found | null {
  if (until !== null && until > facts.now) return null
  const found = queued(step, facts)
  return found.reason === 'begins' ? null : found
}

/** An attempt that no worker has taken: what it takes a place of first, then its queue. */
function queued({ name, since, queue, lane }: OpenStep, { queues, lanes, now }: WhyFacts): Found {
  const found = lane === null ? undefined : lanes.find((each) => each.lane === lane)
  if (found !== undefined && found.shut !== null && found.shut.until > now) {
    return { reason: 'shut', message: `${name} waits for ${found.name}, which ${found.shut.because}; it may begin${inSpan(found.shut.until, now)}.`, since, until: found.shut.until, action: null }
  }
  if (found !== undefined && found.limit !== null && found.running >= found.limit) return fullOf(name, `${found.of} ${found.name}`, { limit: found.limit, holders: found.holders, since, now })
  const full = queues.find((each) => each.name === queue)
  if (full !== undefined && full.running >= full.concurrency) return fullOf(name, `queue ${full.name}`, { limit: full.concurrency, holders: full.holders, since, now })
  return { reason: 'begins', message: `${name} is about to begin.`, since, until: null, action: null }
}

interface Full {
  readonly limit: number
  /** The longest at work first. */
  readonly holders: readonly PlacedAttempt[]
  readonly since: number | null
  readonly now: number
}

function fullOf(name: string, what: string, { limit, holders, since, now }: Full): Found {
  const [longest] = holders
  const by = longest === undefined ? '' : limit === 1 ? `, which ${whoHolds(longest, now)}` : `; the longest, ${whoHolds(longest, now)}`
  const places = limit === 1 ? 'the only place' : `one of the ${limit} places`
  return { reason: 'place', message: `${name} waits for ${places} of ${what}${by}.`, since, until: null, action: { do: 'open_queues' } }
}

const whoHolds = ({ externalId, stepId, since }: PlacedAttempt, now: number): string => `${externalId} (${stepId}) has held for ${spanInWords(now - since)}`

function paused({ id, stillAtWork }: WhyFacts['run'], pausedAt: number, now: number): Found {
  const rest = stillAtWork === 0 ? '' : `; ${stillAtWork === 1 ? '1 step is' : `${stillAtWork} steps are`} still at work`
  return { reason: 'paused', message: `It was paused ${spanInWords(now - pausedAt)} ago${rest}. Nothing of it begins until it is resumed.`, since: pausedAt, until: null, action: { do: 'resume', runId: id } }
}

function groupFull(wait: GroupWait, since: number): Found {
  const [first] = wait.holders
  return {
    reason: 'group',
    message: `It waits for ${groupPlaceWords(wait)}.`,
    since,
    until: null,
    action: first === undefined ? null : { do: 'open_run', runId: first.runId, externalId: first.externalId },
  }
}
