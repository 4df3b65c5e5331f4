import type { Run } from '../../engine/contract/run'
import type { StepRunWithAttempts } from '../../engine/contract/step'
import type { Why } from '../../engine/contract/why'
import { numberOf } from './sample-ids'
import { endOf, type PlannedStep, startOf } from './sample-plan'

const MINUTE = 60_000

/** Runs that cannot go on, or seem not to: no place is free, a provider asked to be left alone, a step has hung for hours. */
export const WHY_STORIES = { place: 16, shut: 17, stuck: 18 } as const

export const STUCK_FOR = 3 * 3_600_000

/** They wait between two steps, or stay in their first. */
export function whereItWaits(n: number, plan: readonly PlannedStep[]): number | null {
  const [first] = plan
  if (first === undefined) return null
  if (n === WHY_STORIES.stuck) return startOf(first) + STUCK_FOR
  return n === WHY_STORIES.place || n === WHY_STORIES.shut ? endOf(first) + 5 : null
}

export const waitsForOthers = ({ id }: Run): boolean => Object.values<number>(WHY_STORIES).includes(numberOf(id))

const lacksPlace = (run: Run): boolean => waitsForOthers(run) && numberOf(run.id) !== WHY_STORIES.stuck

/** The step that is next finds no place. */
export const withoutPlace = (run: Run, steps: readonly StepRunWithAttempts[]): StepRunWithAttempts[] =>
  steps.map((step, i) => (i === 1 && lacksPlace(run) ? { ...step, status: 'waiting', waiting: { reason: 'slot', until: numberOf(run.id) === WHY_STORIES.shut ? Date.now() + MINUTE : null }, attempt: 1 } : step))

/** What the engine says of a sample run, and of each step of it that waits. */
export function whyIn(run: Run, steps: readonly StepRunWithAttempts[]): { why: Why | null; steps: Why[] } {
  if (run.finishedAt !== null) return { why: null, steps: [] }
  const ofSteps = steps.flatMap((step) => ofStep(run, step) ?? [])
  return { why: ofRun(run) ?? ofSteps.find(({ reason }) => reason === 'works' || reason === 'stuck') ?? ofSteps[0] ?? null, steps: ofSteps }
}

const nobody = { stepRunId: null, until: null, action: null } as const

function ofRun({ id, pausedAt, stillAtWork, waitsForGroup, createdAt }: Run): Why | null {
  if (pausedAt !== null) {
    const rest = stillAtWork === 0 ? '' : `; ${stillAtWork} steps are still at work`
    const message = `It was paused a moment ago${rest}. Nothing of it begins until it is resumed.`
    return { ...nobody, reason: 'paused', message, since: pausedAt, action: { do: 'resume', runId: id } }
  }
  const [holder] = waitsForGroup?.holders ?? []
  if (waitsForGroup === null || holder === undefined) return null
  const message = `It waits for the only place of group ${waitsForGroup.group}, held by ${holder.externalId}, behind another.`
  return { ...nobody, reason: 'group', message, since: createdAt, action: { do: 'open_run', ...holder } }
}

function ofStep(run: Run, { id, stepId, status, waiting, startedAt }: StepRunWithAttempts): Why | null {
  const about = { ...nobody, stepRunId: id, since: startedAt }
  if (status === 'running')
    return numberOf(run.id) === WHY_STORIES.stuck
      ? {
          ...about,
          reason: 'stuck',
          message: `${stepId} has been at work for 3 h, with no end in sight. Look at its log; a cancel stops it.`,
          action: { do: 'cancel', runId: run.id },
        }
      : { ...about, reason: 'works', message: `${stepId} has been at work for 9 s.` }
  switch (waiting?.reason) {
    case 'slot':
      return { ...about, ...noPlace(run, stepId) }
    case 'timer':
      return { ...about, reason: 'timer', message: `${stepId} waits on purpose, and goes on in 6 min.`, until: waiting.until }
    case 'retry':
      return { ...about, reason: 'retry', message: `${stepId} failed and is tried again in 2 s.`, until: waiting.until }
    default:
      return null
  }
}

function noPlace({ id }: Run, stepId: string): Pick<Why, 'reason' | 'message' | 'until' | 'action'> {
  if (numberOf(id) === WHY_STORIES.shut)
    return {
      reason: 'shut',
      message: `${stepId} waits for fast-chat, which answered with status 429; it may begin in 38 s.`,
      until: Date.now() + MINUTE,
      action: null,
    }
  const message = `${stepId} waits for one of the 2 places of model fast-chat; the longest, SBX-104120 (draft) has held for 4 min.`
  return { reason: 'place', message, until: null, action: { do: 'open_queues' } }
}
