import type { ErrorInfo } from '../../../../engine/contract/errors'
import type { RunEvent } from '../../../../engine/contract/events'
import type { Usage } from '../../../../engine/contract/model'
import type { RunDetail } from '../../../../engine/contract/run'
import type { RunStatus } from '../../../../engine/contract/run-status'
import type { StepRun, StepRunWithAttempts, StepStatus } from '../../../../engine/contract/step'

/** Tests' clock: event n happens at second n. */
export const at = (second: number): number => 1_700_000_000_000 + second * 1000

const RUN_ID = '019a0000-0000-7000-8000-000000000001'

export const stepRunId = (stepId: string, index = 0): string =>
  `019a0000-0000-7000-9000-${[...`${stepId}${index}`]
    .map((c) => c.charCodeAt(0).toString(16))
    .join('')
    .slice(-12)
    .padStart(12, '0')}`

interface StepSeed extends Partial<Omit<StepRunWithAttempts, 'id'>> {
  readonly id: string
  readonly needs?: readonly string[]
}

export interface RunSeed extends Partial<Omit<RunDetail, 'steps' | 'graph'>> {
  readonly steps: readonly StepSeed[]
}

export function stepRow({ id, needs: _, ...given }: StepSeed): StepRunWithAttempts {
  return {
    id: stepRunId(id),
    runId: RUN_ID,
    stepId: id,
    itemIndex: null,
    kind: 'file',
    status: 'pending',
    waiting: null,
    skipReason: null,
    attempt: given.attempts?.length ?? 0,
    startedAt: null,
    finishedAt: null,
    error: null,
    map: null,
    reusedFrom: null,
    attempts: [],
    usage: null,
    ...given,
  }
}

export function detailOf({ steps, ...given }: RunSeed): RunDetail {
  return {
    id: RUN_ID,
    externalId: 'SBX-7Q2K',
    pipelineId: '019a0000-0000-7000-8000-0000000000aa',
    pipelineName: 'document_digest',
    version: 7,
    status: 'queued',
    startedBy: 'person',
    priority: 0,
    createdAt: at(0),
    startedAt: null,
    finishedAt: null,
    cancelRequestedAt: null,
    pausedAt: null,
    stillAtWork: 0,
    waitsForGroup: null,
    error: null,
    stepsTotal: steps.length,
    stepsDone: 0,
    stepsFailed: 0,
    origin: null,
    lastSeq: 0,
    parent: null,
    related: [],
    input: {},
    output: { kind: 'none' },
    graph: {
      steps: steps.map(({ id, needs = [], map }, line) => ({
        id,
        uses: 'file',
        name: id,
        needs: needs.map((step) => ({ step, on: ['succeeded', 'skipped'] })),
        mapped: map != null,
        conditional: false,
        onFailure: false,
        queue: 'default',
        line,
      })),
    },
    steps: steps.map(stepRow),
    folder: '/data/runs/SBX-7Q2K',
    usualMs: null,
    lastLogSeq: 0,
    usualSteps: [],
    usage: null,
    ...given,
  }
}

export const itemRow = (stepId: string, index: number, status: StepStatus): StepRun => {
  const { attempts: _, usage: __, ...row } = stepRow({ id: stepId, status })
  return { ...row, id: stepRunId(stepId, index + 1), itemIndex: index }
}

export const runChanged = (seq: number, status: RunStatus, error: ErrorInfo | null = null): RunEvent => ({
  type: 'run.changed',
  seq,
  at: at(seq),
  status,
  error,
})

type StepChanged = Extract<RunEvent, { type: 'step.changed' }>

export const stepChanged = (seq: number, stepId: string, status: StepStatus, attempt: number, more: Partial<StepChanged> = {}): StepChanged => ({
  type: 'step.changed',
  seq,
  at: at(seq),
  stepRunId: stepRunId(stepId),
  stepId,
  itemIndex: null,
  status,
  attempt,
  waiting: null,
  skipReason: null,
  error: null,
  items: null,
  lost: false,
  reusedFrom: null,
  reusedItems: null,
  ...more,
})

export const itemChanged = (seq: number, stepId: string, index: number, status: StepStatus, attempt: number, more: Partial<StepChanged> = {}): StepChanged =>
  stepChanged(seq, stepId, status, attempt, { itemIndex: index, ...more })

export const usageRecorded = (seq: number, stepId: string, attempt: number, usage: Usage, itemIndex: number | null = null): RunEvent => ({
  type: 'usage.recorded',
  seq,
  at: at(seq),
  stepRunId: stepRunId(stepId, itemIndex === null ? 0 : itemIndex + 1),
  stepId,
  itemIndex,
  attempt,
  model: 'fast-chat',
  usage,
})
