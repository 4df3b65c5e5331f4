import { STEP_STATUSES, type StepStatus } from '../../contract/step'

/**
 * Where a step run may go from each status; to the same one with its next attempt. Terminal rows are empty. What is taken
 * over from an earlier run succeeds without having begun.
 */
export const STEP_TRANSITIONS = {
  pending: ['ready', 'running', 'waiting', 'succeeded', 'skipped', 'cancelled'],
  ready: ['ready', 'running', 'waiting', 'cancelled'],
  running: ['ready', 'running', 'waiting', 'succeeded', 'failed', 'skipped', 'cancelled'],
  waiting: ['ready', 'running', 'waiting', 'succeeded', 'failed', 'cancelled'],
  succeeded: [],
  failed: [],
  skipped: [],
  cancelled: [],
} as const satisfies Record<StepStatus, readonly StepStatus[]>

export type EndedStepStatus = 'succeeded' | 'failed' | 'skipped' | 'cancelled'

export const canStepGo = (from: StepStatus, to: StepStatus): boolean => STEP_TRANSITIONS[from].some((status) => status === to)

export const isStepOver = (status: StepStatus): status is EndedStepStatus => STEP_TRANSITIONS[status].length === 0

/** Work is going on or about to: what keeps a run `running` rather than `waiting`. */
export const isStepActive = (status: StepStatus): boolean => status === 'ready' || status === 'running'

export const OPEN_STEP_STATUSES: readonly StepStatus[] = STEP_STATUSES.filter((status) => !isStepOver(status))
