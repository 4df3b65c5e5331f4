import type { StepRunRecord } from '../../ports/records'
import type { StepWrites } from '../../ports/write-stores'
import { isIdle, type MemoryRows, type Mutable } from './memory-rows'

const UNBEGUN = {
  status: 'pending',
  waitingReason: null,
  wakeAt: null,
  skipReason: null,
  unmetNeeds: 0,
  failedNeeds: 0,
  attempt: 0,
  lostAttempts: 0,
  map: null,
  reusedFrom: null,
  error: null,
  startedAt: null,
  finishedAt: null,
} as const

const copy = (step: StepRunRecord | undefined): StepRunRecord | null => (step === undefined ? null : { ...step })
const cancel = (step: Mutable<StepRunRecord>, at: number) => Object.assign(step, { status: 'cancelled', waitingReason: null, wakeAt: null, finishedAt: at })
const byPlace = (one: StepRunRecord, other: StepRunRecord): number => (one.itemIndex ?? 0) - (other.itemIndex ?? 0)

export function memorySteps(rows: MemoryRows): StepWrites {
  const find = (runId: string, matches: (step: StepRunRecord) => boolean) => [...rows.of(runId).steps.values()].find(matches)
  const items = (parentId: string) => rows.itemsOf(parentId).toSorted(byPlace)
  return {
    insert: async ({ item: _item, ...step }) => rows.addStep({ ...step, ...UNBEGUN }),
    byId: async (id) => copy(rows.step(id)),
    ofRun: async (runId, stepId) => copy(find(runId, (step) => step.stepId === stepId && step.itemIndex === null)),
    item: async (parentId, index) => copy(rows.itemsOf(parentId).find(({ itemIndex }) => itemIndex === index)),
    async change(id, { startedAt, ...to }) {
      const step = rows.openStep(id)
      if (step === null) return false
      Object.assign(step, to, { startedAt: step.startedAt ?? startedAt })
      return true
    },
    async begin(id, at) {
      const step = rows.openStep(id)
      if (step === null) return null
      Object.assign(step, { status: 'running', waitingReason: null, wakeAt: null, startedAt: step.startedAt ?? at })
      return { ...step }
    },
    async end(id, { status, skipReason, error, at, reusedFrom }) {
      const step = rows.openStep(id)
      if (step === null) return false
      Object.assign(step, { status, skipReason, error, finishedAt: at, waitingReason: null, wakeAt: null, reusedFrom: reusedFrom ?? step.reusedFrom })
      return true
    },
    setOutput: async () => undefined,
    async takeOver(id, from) {
      const source = rows.step(from)
      if (source === undefined) throw new Error(`there is no step run ${from} to take over`)
      const reusedFrom = source.reusedFrom ?? source.id
      Object.assign(rows.step(id) ?? {}, { reusedFrom, map: source.map === null ? null : { ...source.map, reused: source.map.total } })
      return { reusedFrom, output: { kind: 'none' } }
    },
    setItemsFrom: async (id, from) => rows.setItemsFrom(id, from),
    async endTakenItems(parentId, at) {
      for (const item of rows.itemsOf(parentId)) if (item.status === 'pending' && item.reusedFrom !== null) Object.assign(item, { status: 'succeeded', finishedAt: at })
    },
    nextItem: async (parentId, from) => items(parentId).find(({ itemIndex, status }) => status === 'pending' && (itemIndex ?? 0) >= from)?.itemIndex ?? null,
    failedItem: async (parentId) => copy(items(parentId).find(({ status }) => status === 'failed')),
    failed: async (runId) => [...rows.of(runId).steps.values()].filter(({ itemIndex, status }) => itemIndex === null && status === 'failed').map((step) => ({ ...step })),
    setInput: async () => undefined,
    setMap: async (id, map) => void Object.assign(rows.step(id) ?? {}, { map }),
    setNeeds: async (id, { remaining, unmet, failed }) => void Object.assign(rows.step(id) ?? {}, { remainingNeeds: remaining, unmetNeeds: unmet, failedNeeds: failed }),
    deleteItems: async (parentId) => rows.itemsOf(parentId).forEach((item) => rows.remove(item)),
    async dropItems(parentId, at) {
      const dropped = rows.itemsOf(parentId).filter(isIdle)
      dropped.forEach((step) => cancel(step, at))
      return dropped.length
    },
    idleItems: async (parentId) =>
      rows
        .itemsOf(parentId)
        .filter((step) => isIdle(step) && step.attempt > 0)
        .map((step) => ({ ...step })),
    async cancelIdle(runId, at) {
      const ended = [...rows.of(runId).steps.values()].filter(isIdle)
      return ended.map((step) => ({ ...cancel(step, at) })).filter(({ itemIndex }) => itemIndex === null)
    },
    async runningMaps(runId) {
      const maps = [...rows.of(runId).steps.values()].filter(({ itemIndex, status, map }) => itemIndex === null && status === 'running' && map !== null)
      return maps.map((step) => ({ step: { ...step }, running: rows.itemsOf(step.id).filter(({ status }) => status === 'running').length }))
    },
  }
}
