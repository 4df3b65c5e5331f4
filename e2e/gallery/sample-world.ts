import type { ErrorInfo } from '../../engine/contract/errors'
import type { EngineStatus } from '../../engine/contract/events'
import type { PipelineDetail } from '../../engine/contract/pipeline'
import { type Run, type RunDetail, type RunFilter } from '../../engine/contract/run'
import type { RunStatus } from '../../engine/contract/run-status'
import { CONTROL_STORIES, standingOf, standsAt, withHeld } from './control-stories'
import { chance, sampleId, SPACES } from './sample-ids'
import { endOf, failureOf, planRun, type PlannedStep } from './sample-plan'
import { samplePipelines } from './sample-pipelines'
import { eventsOf, logOf, type Moment, stepsAt } from './sample-run'
import { sum } from './sample-usage'
import { STUCK_FOR, whereItWaits, WHY_STORIES, withoutPlace } from './why-stories'

export const TOTAL_RUNS = 100_000

const externalIdOf = (n: number): string => `SBX-${TOTAL_RUNS + 4128 - n}`

/** Runs with a story, the newest first; the rest are drawn by lot. */
export const STORIES = {
  live: 0,
  waiting: 1,
  failed: 2,
  cancelled: 3,
  succeeded: 4,
  queued: 5,
  crawl: 6,
  itemFailed: 7,
  draft: 8,
  answered: 9,
  cut: 10,
  endless: 11,
  ...CONTROL_STORIES,
  ...WHY_STORIES,
} as const

const STORY: readonly { readonly pipeline: number; readonly status: RunStatus; readonly ago: number }[] = [
  { pipeline: 0, status: 'running', ago: 15_200 },
  { pipeline: 1, status: 'waiting', ago: 190_000 },
  { pipeline: 1, status: 'failed', ago: 840_000 },
  { pipeline: 0, status: 'cancelled', ago: 2_300_000 },
  { pipeline: 0, status: 'succeeded', ago: 5_400_000 },
  { pipeline: 4, status: 'queued', ago: 3_000 },
  { pipeline: 2, status: 'running', ago: 62_000 },
  { pipeline: 0, status: 'succeeded', ago: 9_400_000 },
  { pipeline: 14, status: 'running', ago: 16_400 },
  { pipeline: 14, status: 'succeeded', ago: 9_500_000 },
  { pipeline: 14, status: 'running', ago: 39_200 },
  { pipeline: 0, status: 'succeeded', ago: 9_600_000 },
  { pipeline: 14, status: 'running', ago: 72_000 },
  { pipeline: 14, status: 'running', ago: 34_000 },
  { pipeline: 14, status: 'queued', ago: 21_000 },
  { pipeline: 15, status: 'failed', ago: 9_700_000 },
  { pipeline: 14, status: 'waiting', ago: 52_000 },
  { pipeline: 14, status: 'waiting', ago: 47_000 },
  { pipeline: 1, status: 'running', ago: STUCK_FOR },
]

/** Everything the gallery shows: pipelines, a hundred thousand runs, and one of them alive. */
export interface World {
  readonly pipelines: readonly PipelineDetail[]
  readonly runs: (filter: RunFilter) => readonly Run[]
  readonly moment: (run: string) => Moment | null
  readonly detail: (run: string) => RunDetail | null
  readonly status: () => EngineStatus
}

interface WorldOptions {
  readonly now: number
  readonly empty: boolean
  /** The disk is full. */
  readonly ailing: boolean
  /** From `olderRuns`: the same for every page. */
  readonly older: readonly Run[]
}

export function createWorld({ now, empty, ailing, older }: WorldOptions): World {
  const pipelines = empty ? [] : samplePipelines(now)
  const all = empty ? [] : [...STORY.map((_, n) => runAt(n, pipelines, now)), ...older]

  const moment = (name: string): Moment | null => {
    const run = all.find(({ id, externalId }) => id === name || externalId === name)
    const pipeline = pipelines.find(({ id }) => id === run?.pipelineId)
    if (run === undefined || pipeline === undefined) return null
    const n = all.indexOf(run)
    const plan = planRun(pipeline.graph, {
      seed: n,
      failing: n === STORIES.cut ? 'draft' : run.status === 'failed' ? pipeline.graph.steps[n === STORIES.failed ? 0 : 1]?.id : undefined,
      flaky: n % 3 === 0 || n === STORIES.succeeded ? 'statistics' : undefined,
      items: 52,
      pace: n === STORIES.stuck ? 10 * STUCK_FOR : n === STORIES.crawl ? 22_000 : n === STORIES.draft || n === STORIES.paused || n === STORIES.pausing ? 14_000 : n === STORIES.cut ? 9000 : n === STORIES.live ? 1500 : 900,
    })
    const end = run.finishedAt ?? Date.now()
    const last = Math.max(...plan.map((step) => (step.skipped === null ? endOf(step) : 0)))
    // Told from its plan, a run that ended well has always come to its end.
    const stands = standsAt(n, plan) ?? whereItWaits(n, plan)
    return { run, plan, at: stands ?? (run.status === 'succeeded' || run.status === 'failed' ? last + 1 : run.status === 'queued' ? -1 : end - (run.startedAt ?? end)) }
  }
  return {
    pipelines,
    runs: (filter) => (Object.values(filter).every((wanted) => wanted === undefined) ? all : all.filter((run) => matches(run, filter))),
    moment,
    detail: (name) => {
      const found = moment(name)
      const pipeline = pipelines.find(({ id }) => id === found?.run.pipelineId)
      return found === null || pipeline === undefined ? null : detailOf(found, pipeline)
    },
    status: () => ({
      health: ailing ? { state: 'degraded', error: FULL_DISK } : { state: 'ok' },
      runningRuns: empty ? 0 : 2,
      queuedRuns: empty ? 0 : 1,
      waitingRuns: empty ? 0 : 1,
      pausedRuns: empty ? 0 : 2,
      queues: [
        { name: 'default', concurrency: 50, running: empty ? 0 : 6, queued: 0 },
        { name: 'medium', concurrency: 4, running: empty ? 0 : 4, queued: empty ? 0 : 14 },
      ],
    }),
  }
}

/** The same world on a day on which nothing goes well. */
export const onlyFailures = (world: World): World => ({
  ...world,
  runs: (filter) => world.runs(filter).filter(({ status }) => status === 'failed'),
  status: () => ({
    health: { state: 'ok' },
    runningRuns: 0,
    queuedRuns: 0,
    waitingRuns: 0,
    pausedRuns: 0,
    queues: [{ name: 'default', concurrency: 50, running: 0, queued: 0 }],
  }),
})

const FULL_DISK: ErrorInfo = { code: 'storage_full', message: 'There is no space left on the disk of /home/ada. Free some, and work goes on by itself.' }

/** All runs but those with a story. */
export function olderRuns(now: number): readonly Run[] {
  const pipelines = samplePipelines(now)
  return Array.from({ length: TOTAL_RUNS - STORY.length }, (_, i) => runAt(STORY.length + i, pipelines, now))
}

/** This sample pipeline and those after it never ran, but for a story. */
const NEVER_RUN = 13

function runAt(n: number, pipelines: readonly PipelineDetail[], now: number): Run {
  const story = STORY[n]
  const dice = chance(n, 5)
  const pipeline = pipelines[story?.pipeline ?? Math.floor(chance(n, 1) * NEVER_RUN)]
  if (pipeline === undefined) throw new Error('no such sample pipeline')
  const status: RunStatus = story?.status ?? (dice < 0.06 ? 'failed' : dice > 0.98 ? 'cancelled' : 'succeeded')
  const createdAt = Math.round(now - (story?.ago ?? 9_900_000 + n * 211_000))
  const total = pipeline.stepsTotal
  const open = status === 'running' || status === 'waiting' || status === 'queued'
  const took = status === 'cancelled' ? 9_000 : Math.round(700 * 10 ** (chance(n, 9) * 2.4))
  return {
    id: sampleId(SPACES.run, n),
    externalId: externalIdOf(n),
    pipelineId: pipeline.id,
    pipelineName: pipeline.name,
    version: Math.max(1, pipeline.version - (n < 60 ? 0 : 1)),
    status,
    startedBy: (['person', 'command_line', 'api', 'person'] as const)[n % 4] ?? 'person',
    priority: 0,
    createdAt,
    startedAt: status === 'queued' ? null : createdAt + 8,
    finishedAt: open ? null : createdAt + 8 + took,
    cancelRequestedAt: status === 'cancelled' ? createdAt + 8 + took - 300 : null,
    ...standingOf(n, createdAt, { runId: sampleId(SPACES.run, STORIES.draft), externalId: externalIdOf(STORIES.draft) }),
    error:
      status === 'failed'
        ? {
            code: 'step_failed',
            message: `Step \`${(pipeline.graph.steps[n === STORIES.failed ? 0 : 1] ?? pipeline.graph.steps[0])?.id ?? ''}\` failed after 3 attempts: the command ended with exit code 3.`,
          }
        : null,
    stepsTotal: total,
    stepsDone: status === 'succeeded' ? total : status === 'queued' ? 0 : Math.floor(total * 0.45),
    stepsFailed: status === 'failed' ? 1 : 0,
    origin: n === STORIES.succeeded ? { runId: sampleId(SPACES.run, STORIES.itemFailed), kind: 'retry' } : null,
    lastSeq: 0,
  }
}

const matches = (run: Run, { statuses, pipelineId, text, createdAfter }: RunFilter): boolean =>
  (statuses === undefined || statuses.length === 0 || statuses.includes(run.status)) &&
  (pipelineId === undefined || run.pipelineId === pipelineId) &&
  (createdAfter === undefined || run.createdAt >= createdAfter) &&
  (text === undefined || run.externalId.toLowerCase().startsWith(text.toLowerCase()) || run.pipelineName.includes(text.toLowerCase()))

/** One of the stories is a retry of another. */
const RETRIED = { origin: sampleId(SPACES.run, STORIES.itemFailed), retry: sampleId(SPACES.run, STORIES.succeeded) }

function relatedTo({ id }: Run): RunDetail['related'] {
  if (id !== RETRIED.origin && id !== RETRIED.retry) return []
  return [
    { runId: RETRIED.origin, externalId: externalIdOf(STORIES.itemFailed), originRunId: null, kind: null },
    { runId: RETRIED.retry, externalId: externalIdOf(STORIES.succeeded), originRunId: RETRIED.origin, kind: 'retry' },
  ]
}

function detailOf(moment: Moment, pipeline: PipelineDetail): RunDetail {
  const { run, plan } = moment
  const steps = withoutPlace(run, run.pausedAt === null ? stepsAt(moment) : withHeld(stepsAt(moment), plan))
  const events = eventsOf(moment)
  const zero = run.startedAt ?? run.createdAt
  const last = Math.max(0, ...plan.map((step) => (step.skipped === null ? endOf(step) : 0)))
  const told = run.status === 'succeeded' || run.status === 'failed'
  return {
    ...run,
    error: run.status === 'failed' ? (plan.map(failureOf).find((failure) => failure !== null) ?? run.error) : run.error,
    finishedAt: told ? zero + last : run.finishedAt,
    stepsDone: steps.filter(({ status }) => status === 'succeeded' || status === 'failed' || status === 'skipped').length,
    stepsFailed: steps.filter(({ status }) => status === 'failed').length,
    lastSeq:
      run.id === sampleId(SPACES.run, STORIES.endless)
        ? 120_000
        : run.finishedAt === null
          ? events.filter(({ at }) => at <= zero + moment.at).length
          : events.length,
    parent: null,
    input: { folder: '/home/ada/letters', language: 'English', max_files: 200, layout: { columns: 2, cover: true } },
    output:
      run.status === 'succeeded'
        ? { kind: 'json', value: { report: 'report.md', pages: 14, kept: ['harbour works of 1887', 'dredging', 'breakwater'], confidence: 0.91 } }
        : { kind: 'none' },
    graph: pipeline.graph,
    steps,
    folder: `/home/ada/.local/share/signalbox/runs/${run.externalId}`,
    usualMs: { p50: 17_800, p95: 31_400 },
    // What hangs usually takes no time to speak of.
    usualSteps: run.id === sampleId(SPACES.run, STORIES.stuck) ? [] : usualSteps(plan),
    usage: sum(steps.map(({ usage }) => usage)),
    related: relatedTo(run),
    lastLogSeq: logOf(moment).filter(({ at }) => at <= zero + moment.at).length,
  }
}

/** Steps take about as long as ever; now and then one does not. */
const usualSteps = (plan: readonly PlannedStep[]): RunDetail['usualSteps'] =>
  plan.flatMap(({ step, tries, skipped, waits }, i) => {
    const last = tries.at(-1)
    if (last === undefined || skipped !== null || waits || i % 5 === 4) return []
    const p50 = (last.end - last.start) * (i % 4 === 1 ? 0.45 : 0.9)
    return [{ stepId: step.id, p50, p95: p50 * 1.5 }]
  })
