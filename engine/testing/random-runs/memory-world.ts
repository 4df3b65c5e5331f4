import { isRunOver } from '../../core/runs/run-state'
import type { PipelineSpec } from '../../core/pipelines/spec'
import type { PipelineRecord, PipelineVersionRecord, RunRecord } from '../../ports/records'
import type { Transaction } from '../../ports/unit-of-work'
import type { RunGroup } from '../../ports/write-stores'
import { RunPlans, type Dispatch } from '../../usecases/run-plans'
import { memoryApprovals, memoryAttempts } from './memory-attempts'
import { MemoryRows } from './memory-rows'
import { memorySteps } from './memory-steps'
import type { World } from './world'

const UNBEGUN = {
  origin: null,
  noCache: false,
  rerunFrom: null,
  status: 'queued',
  output: { kind: 'none' },
  error: null,
  startedAt: null,
  finishedAt: null,
  cancelRequestedAt: null,
  pausedAt: null,
  admittedAt: null,
  stepsActive: 0,
  stepsFailed: 0,
  lastSeq: 0,
  lastLogSeq: 0,
} as const

/** The stores in plain objects: as strict as the database about what may change, and a hundred times faster. */
export function memoryWorld(specs: readonly PipelineSpec[], dispatch: Dispatch): World {
  const pipelines = new Map(specs.map((spec) => [spec.name, toPipeline(spec)]))
  const versions = new Map(specs.map((spec) => [spec.name, toVersion(spec)]))
  const rows = new MemoryRows()
  const tx: Transaction = {
    afterCommit: (tell) => tell(),
    afterRollback: () => undefined,
    pipelines: {
      byName: async (name) => pipelines.get(name) ?? null,
      byId: async (id) => pipelines.get(id) ?? null,
      version: async (id) => versions.get(id) ?? null,
      versionId: async (id) => versions.get(id)?.id ?? null,
      insert: async () => undefined,
      insertVersion: async () => undefined,
      setCurrent: async () => undefined,
      remove: async () => undefined,
      openRuns: async () => 0,
    },
    runs: memoryRuns(rows),
    steps: memorySteps(rows),
    attempts: memoryAttempts(rows),
    events: { append: async (runId, event) => rows.addEvent(runId, event) },
    approvals: memoryApprovals(rows),
    logs: { append: async () => undefined },
    usages: { add: async () => true },
    stepCache: { put: async () => undefined, removeExpired: async () => 0 },
    jobs: { put: async () => undefined, remove: async () => undefined },
    deadLetters: { add: async () => undefined, replayed: async () => undefined, reopen: async () => undefined, dismiss: async () => 0 },
    settings: { get: async () => null, put: async () => undefined },
    secrets: { put: async () => undefined, remove: async () => false, all: async () => [] },
    removals: { begin: async () => false, removeRows: async () => 0, finish: async () => [], unheld: async () => [], giveBack: async () => 0 },
    vectors: {
      collection: async () => null,
      create: async () => undefined,
      drop: async () => undefined,
      put: async () => undefined,
      payloads: async () => [],
      remove: async () => 0,
    },
  }
  return {
    plans: new RunPlans({ pipelineVersionById: async (id) => versions.get(id) ?? null }, dispatch),
    read: {
      run: async (id) => rows.run(id) ?? null,
      pipeline: async (id) => pipelines.get(id) ?? null,
      pipelineVersion: async (id) => versions.get(id) ?? null,
      earlierSteps: async (runId) => rows.steps(runId).flatMap((step) => (step.itemIndex === null ? [{ step, ms: null, usage: null }] : [])),
      itemsFrom: async (id) => rows.itemsFrom(id),
      async itemsToTakeOver(parentId, from, count) {
        const done = rows
          .itemsOf(parentId)
          .filter(({ status, itemIndex }) => status === 'succeeded' && itemIndex !== null && itemIndex >= from && itemIndex < from + count)
        return new Map(done.map(({ id, itemIndex }) => [itemIndex ?? 0, { id, item: String(itemIndex) }]))
      },
    },
    run: (work) => work(tx),
    rows: async () => rows.look(),
    close: async () => undefined,
  }
}

/** Ids are names: there is one of each. */
const toPipeline = ({ name, steps }: PipelineSpec): PipelineRecord => ({
  id: name,
  name,
  description: '',
  currentVersion: 1,
  folder: '/',
  stepsTotal: steps.length,
  createdAt: 0,
  updatedAt: 0,
})
const toVersion = (spec: PipelineSpec): PipelineVersionRecord => ({
  id: spec.name,
  pipelineId: spec.name,
  number: 1,
  text: '',
  spec,
  hash: '',
  folder: '/',
  createdAt: 0,
})

function memoryRuns(rows: MemoryRows): Transaction['runs'] {
  let numbers = 0
  const openIn = ({ pipelineId, groupName }: RunGroup) =>
    rows.all().filter((run) => run.pipelineId === pipelineId && run.groupName === groupName && run.finishedAt === null)
  const byId = (one: RunRecord, other: RunRecord): number => (one.id < other.id ? -1 : 1)
  return {
    nextNumber: async () => (numbers += 1),
    insert: async ({ onFailureTotal, inputHash, idempotencyKey, ...made }, externalId) =>
      rows.add({ ...made, ...UNBEGUN, externalId, stepsOpen: made.stepsTotal, onFailureOpen: onFailureTotal }, { inputHash, idempotencyKey }),
    core: async (id) => {
      const run = rows.run(id)
      return run === undefined ? null : { ...run }
    },
    save: async (core) => rows.changeRun(core.id, (run) => ({ ...run, ...core })),
    setOutput: async (id, output) => rows.changeRun(id, (run) => ({ ...run, output })),
    setOrigin: async (id, origin) => rows.changeRun(id, (run) => ({ ...run, ...origin })),
    byIdempotencyKey: async (pipelineId, key) => rows.withKey(pipelineId, key),
    async groupPlaces(group) {
      const open = openIn(group)
      const waiting = open.filter(({ admittedAt, pausedAt }) => admittedAt === null && pausedAt === null)
      const [next] = waiting.toSorted((one, other) => other.priority - one.priority || byId(one, other))
      return { held: open.filter(({ admittedAt }) => admittedAt !== null).length, next: next?.id ?? null }
    },
    groupHolders: async (group, limit) =>
      openIn(group)
        .filter(({ admittedAt }) => admittedAt !== null)
        .slice(0, limit)
        .map(({ id }) => id),
    async newestInGroup(group) {
      const [newest] = openIn(group).toSorted((one, other) => other.version - one.version)
      return newest === undefined ? null : { version: newest.version, versionId: newest.versionId }
    },
    openInGroup: async (group) =>
      openIn(group)
        .filter(({ cancelRequestedAt }) => cancelRequestedAt === null)
        .toSorted(byId)
        .map(({ id, externalId, admittedAt }) => ({ id, externalId, admitted: admittedAt !== null })),
    reserveLogSeq: async () => 1,
    async childOf(stepRunId) {
      const child = rows.all().find(({ parent }) => parent?.stepRunId === stepRunId)
      return child === undefined ? null : { id: child.id, externalId: child.externalId }
    },
    openChildren: async (runId) =>
      rows
        .all()
        .filter(({ parent, status }) => parent?.runId === runId && parent.waits && !isRunOver(status))
        .map(({ id }) => id),
    async named(runId) {
      const run = rows.run(runId)
      return run === undefined ? null : { externalId: run.externalId, pipelineName: run.pipelineName, output: run.output }
    },
  }
}
