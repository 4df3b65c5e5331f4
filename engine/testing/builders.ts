import { DEFAULT_NEED_OUTCOMES, type MapSpec, type Need, type StepSpec } from '../core/pipelines/spec'
import type { RetryPolicy } from '../core/retries/retry-policy'
import type { StepState } from '../core/runs/decisions'
import type { Claim, NewAttempt, NewRun } from '../ports/write-stores'

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
  cache: null,
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

/** A first attempt that is due. */
export const aNewAttempt = (stepRunId: string, change: Partial<NewAttempt> = {}): NewAttempt => ({
  stepRunId,
  number: 1,
  runId: 'run',
  pipelineId: 'pipeline',
  queue: 'default',
  lane: '',
  priority: 0,
  availableAt: 0,
  due: true,
  ...change,
})

/** A claim that no lane holds back. */
export const aClaim = (change: Partial<Claim> = {}): Claim => ({ queue: 'default', limit: 10, owner: 'worker', at: 5, leaseMs: () => 1000, room: () => Infinity, ...change })

/** A run of one step that nothing else started. */
export const aNewRun = (change: Partial<NewRun> = {}): NewRun => ({
  id: 'run',
  pipelineId: 'pipeline',
  pipelineName: 'pipeline',
  versionId: 'version',
  version: 1,
  startedBy: 'api',
  priority: 0,
  input: {},
  inputHash: '',
  idempotencyKey: null,
  createdAt: 0,
  stepsTotal: 1,
  onFailureTotal: 0,
  groupName: null,
  parent: null,
  ...change,
})
