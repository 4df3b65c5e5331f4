import { isStepOver } from '../../core/runs/step-state'
import type { RunEvent } from '../../contract/events'
import type { PipelineSpec } from '../../core/pipelines/spec'
import type { AttemptRecord, PipelineRecord, PipelineVersionRecord, RunRecord, StepRunRecord } from '../../ports/records'
import type { Transaction } from '../../ports/unit-of-work'
import { RunPlans } from '../../usecases/run-plans'
import type { World } from './world'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type Row<T> = Map<string, Mutable<T>>

const key = ({ stepRunId, number }: { stepRunId: string; number: number }) => `${stepRunId} ${number}`
const isIdle = ({ status }: StepRunRecord) => status === 'pending' || status === 'ready' || status === 'waiting'

/** The stores in plain objects: as strict as the database about what may change, and a hundred times faster. For one run. */
export function memoryWorld(spec: PipelineSpec): World {
  const version: PipelineVersionRecord = { id: 'version', pipelineId: 'pipeline', number: 1, text: '', spec, hash: '', folder: '/', createdAt: 0 }
  const pipeline: PipelineRecord = {
    id: 'pipeline',
    name: spec.name,
    description: '',
    currentVersion: 1,
    folder: '/',
    stepsTotal: spec.steps.length,
    createdAt: 0,
    updatedAt: 0,
  }
  const steps: Row<StepRunRecord> = new Map()
  const attempts: Row<AttemptRecord> = new Map()
  const events: RunEvent[] = []
  let run: Mutable<RunRecord> | null = null

  const find = (matches: (step: StepRunRecord) => boolean) => [...steps.values()].find(matches)
  const copy = (step: StepRunRecord | undefined): StepRunRecord | null => (step === undefined ? null : { ...step })
  const openStep = (id: string) => {
    const step = steps.get(id)
    return step === undefined || isStepOver(step.status) ? null : step
  }
  const cancel = (step: Mutable<StepRunRecord>, at: number) => Object.assign(step, { status: 'cancelled', waitingReason: null, wakeAt: null, finishedAt: at })
  const itemsOf = (parentId: string) => [...steps.values()].filter((step) => step.parentId === parentId)
  const addAttempt = (attempt: AttemptRecord) => {
    if (attempts.has(key(attempt))) throw new Error(`attempt ${key(attempt)} is there already`)
    attempts.set(key(attempt), { ...attempt })
  }

  const tx: Transaction = {
    afterCommit: (tell) => tell(),
    afterRollback: () => undefined,
    pipelines: {
      byName: async () => pipeline,
      byId: async () => pipeline,
      version: async () => version,
      versionId: async () => version.id,
      insert: async () => undefined,
      insertVersion: async () => undefined,
      setCurrent: async () => undefined,
      remove: async () => undefined,
      openRuns: async () => 1,
    },
    runs: {
      nextNumber: async () => 1,
      async insert(made, externalId) {
        const zero = { stepsOpen: made.stepsTotal, stepsActive: 0, stepsFailed: 0, lastSeq: 0, lastLogSeq: 0 }
        run = {
          ...made,
          ...zero,
          externalId,
          status: 'queued',
          output: { kind: 'none' },
          error: null,
          startedAt: null,
          finishedAt: null,
          cancelRequestedAt: null,
        }
      },
      core: async () => (run === null ? null : { ...run }),
      save: async (core) => void Object.assign(run ?? {}, core),
      setOutput: async (_, output) => void Object.assign(run ?? {}, { output }),
      byIdempotencyKey: async () => null,
      reserveLogSeq: async () => 1,
    },
    steps: {
      async insert({ item: _item, ...step }) {
        if (find((known) => known.stepId === step.stepId && known.itemIndex === step.itemIndex) !== undefined)
          throw new Error(`there is ${step.stepId} ${step.itemIndex} already`)
        const fresh = {
          waitingReason: null,
          wakeAt: null,
          skipReason: null,
          unmetNeeds: 0,
          failedNeeds: 0,
          attempt: 0,
          lostAttempts: 0,
          map: null,
          error: null,
          startedAt: null,
          finishedAt: null,
        }
        steps.set(step.id, { ...step, ...fresh, status: 'pending' })
      },
      byId: async (id) => copy(steps.get(id)),
      ofRun: async (_, stepId) => copy(find((step) => step.stepId === stepId && step.itemIndex === null)),
      item: async (parentId, index) => copy(find((step) => step.parentId === parentId && step.itemIndex === index)),
      async change(id, { startedAt, ...to }) {
        const step = openStep(id)
        if (step === null) return false
        Object.assign(step, to, { startedAt: step.startedAt ?? startedAt })
        return true
      },
      async begin(id, at) {
        const step = openStep(id)
        if (step === null) return null
        Object.assign(step, { status: 'running', waitingReason: null, wakeAt: null, startedAt: step.startedAt ?? at })
        return { ...step }
      },
      async end(id, { status, skipReason, error, at }) {
        const step = openStep(id)
        if (step === null) return false
        Object.assign(step, { status, skipReason, error, finishedAt: at, waitingReason: null, wakeAt: null })
        return true
      },
      setOutput: async () => undefined,
      setInput: async () => undefined,
      setMap: async (id, map) => void Object.assign(steps.get(id) ?? {}, { map }),
      setNeeds: async (id, { remaining, unmet, failed }) =>
        void Object.assign(steps.get(id) ?? {}, { remainingNeeds: remaining, unmetNeeds: unmet, failedNeeds: failed }),
      deleteItems: async (parentId) => itemsOf(parentId).forEach(({ id }) => steps.delete(id)),
      async dropItems(parentId, at) {
        const dropped = itemsOf(parentId).filter(isIdle)
        dropped.forEach((step) => cancel(step, at))
        return dropped.length
      },
      async cancelIdle(_, at) {
        const ended = [...steps.values()].filter(isIdle)
        return ended.map((step) => ({ ...cancel(step, at) })).filter(({ itemIndex }) => itemIndex === null)
      },
      async runningMaps() {
        const maps = [...steps.values()].filter(({ itemIndex, status, map }) => itemIndex === null && status === 'running' && map !== null)
        return maps.map((step) => ({ step: { ...step }, running: itemsOf(step.id).filter(({ status }) => status === 'running').length }))
      },
    },
    attempts: {
      insert: async (attempt) =>
        addAttempt({ ...attempt, status: 'queued', leaseOwner: null, leaseExpiresAt: null, startedAt: null, finishedAt: null, error: null }),
      insertRunning: async (attempt, lease, at) =>
        addAttempt({ ...attempt, status: 'running', leaseOwner: lease.owner, leaseExpiresAt: lease.expiresAt, startedAt: at, finishedAt: null, error: null }),
      async claim(queue, limit, lease, at) {
        const due = [...attempts.values()].filter((attempt) => attempt.status === 'queued' && attempt.queue === queue && attempt.availableAt <= at)
        return due
          .slice(0, limit)
          .map((attempt) => ({ ...Object.assign(attempt, { status: 'running', leaseOwner: lease.owner, leaseExpiresAt: lease.expiresAt, startedAt: at }) }))
      },
      async end(which, { status, error, at }) {
        const attempt = attempts.get(key(which))
        if (attempt?.status !== 'running') return false
        Object.assign(attempt, { status, error, finishedAt: at })
        return true
      },
      renewLeases: async () => undefined,
      async cancelQueued(_, at) {
        const queued = [...attempts.values()].filter(({ status }) => status === 'queued')
        queued.forEach((attempt) => Object.assign(attempt, { status: 'cancelled', finishedAt: at }))
        return queued.length
      },
    },
    events: { append: async (_, event) => void events.push(event) },
    logs: { append: async () => undefined },
    usages: { add: async () => true },
    settings: { get: async () => null, put: async () => undefined },
    secrets: { put: async () => undefined, remove: async () => false, all: async () => [] },
  }

  return {
    pipeline: pipeline.name,
    plans: new RunPlans({ pipelineVersionById: async () => version }),
    run: (work) => work(tx),
    async rows() {
      if (run === null) throw new Error('no run was started')
      return {
        run: { ...run },
        steps: [...steps.values()].map((step) => ({ ...step })),
        attempts: [...attempts.values()].map((attempt) => ({ ...attempt })),
        events: [...events],
      }
    },
  }
}
