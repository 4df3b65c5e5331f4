import { DEFAULT_NEED_OUTCOMES, type MapSpec, type Need, type StepSpec } from '../core/pipelines/spec'
import type { RetryPolicy } from '../core/retries/retry-policy'
import type { StepState } from '../core/runs/decisions'

/** Complete values from the few parts that a test is about. */

export const steadyRetry = (attempts: number): RetryPolicy => ({ attempts, backoff: 'fixed', delayMs: 1000, maxMs: 60_000, jitter: 'none' })

export const aStep = (id: string, change: Partial<StepSpec> = {}): StepSpec => ({
  id,
  name: id,
  uses: 'probe',
  with: {},
  needs: [],
  if: null,
  map: null,
  queue: 'default',
  timeoutMs: 60_000,
  retry: steadyRetry(1),
  onLost: 'retry',
  line: 1,
  ...change,
})

/** What `needs: [a, b]` means in a file. */
export const needs = (...steps: readonly string[]): readonly Need[] => steps.map((step) => ({ step, on: DEFAULT_NEED_OUTCOMES }))

export const aMap = (change: Partial<MapSpec> = {}): MapSpec => ({ over: 'inputs.list', maxParallel: 2, onItemError: 'fail', ...change })

/** A step run that was never begun. */
export const aStepState = (change: Partial<StepState> = {}): StepState => ({
  id: 'step-run',
  stepId: 'step',
  itemIndex: null,
  status: 'pending',
  remainingNeeds: 0,
  unmetNeeds: 0,
  failedNeeds: 0,
  attempt: 0,
  lostAttempts: 0,
  skipReason: null,
  map: null,
  ...change,
})
