import type { StepRunRecord } from '../../ports/records'
import type { StepWrites } from '../../ports/write-stores'
import { isIdle, type MemoryRows } from './memory-rows'

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

const byPlace = (one: StepRunRecord, other: StepRunRecord): number => (one.itemIndex ?? 0) - (other.itemIndex ?? 0)

export function memorySteps(rows: MemoryRows): StepWrites {
  const items = (parentId: string) => rows.itemsOf(parentId).toSorted(byPlace)
  const cancel = (step: StepRunRecord, at: number) => rows.changeStep(step, { status: 'cancelled', waitingReason: null, wakeAt: null, finishedAt: at })
  const changeWhereThere = (id: string, to: Partial<StepRunRecord>) => {
    const step = rows.step(id)
    if (step !== undefined) rows.changeStep(step, to)
  }
  return {
    insert: async ({ id, runId, stepId, itemIndex, parentId, kind, remainingNeeds }) =>
      rows.addStep({ ...UNBEGUN, id, runId, stepId, itemIndex, parentId, kind, remainingNeeds }),
    byId: async (id) => rows.step(id) ?? null,
    ofRun: async (runId, stepId) => rows.steps(runId).find((step) => step.stepId === stepId && step.itemIndex === null) ?? null,
    item: async (parentId, index) => rows.itemsOf(parentId).find(({ itemIndex }) => itemIndex === index) ?? null,
    async change(id, { startedAt, ...to }) {
      const step = rows.openStep(id)
      if (step === null) return false
      rows.changeStep(step, { ...to, startedAt: step.startedAt ?? startedAt })
      return true
    },
    async begin(id, at) {
      const step = rows.openStep(id)
      return step === null ? null : rows.changeStep(step, { status: 'running', waitingReason: null, wakeAt: null, startedAt: step.startedAt ?? at })
    },
    async end(id, { status, skipReason, error, at, reusedFrom }) {
      const step = rows.openStep(id)
      if (step === null) return false
      rows.changeStep(step, { status, skipReason, error, finishedAt: at, waitingReason: null, wakeAt: null, reusedFrom: reusedFrom ?? step.reusedFrom })
      return true
    },
    setOutput: async () => undefined,
    async takeOver(id, from) {
      const source = rows.step(from)
      if (source === undefined) throw new Error(`there is no step run ${from} to take over`)
      const reusedFrom = source.reusedFrom ?? source.id
      changeWhereThere(id, { reusedFrom, map: source.map === null ? null : { ...source.map, reused: source.map.total } })
      return { reusedFrom, output: { kind: 'none' } }
    },
    setItemsFrom: async (id, from) => rows.setItemsFrom(id, from),
    async endTakenItems(parentId, at) {
      for (const item of rows.itemsOf(parentId))
        if (item.status === 'pending' && item.reusedFrom !== null) rows.changeStep(item, { status: 'succeeded', finishedAt: at })
    },
    nextItem: async (parentId, from) => items(parentId).find(({ itemIndex, status }) => status === 'pending' && (itemIndex ?? 0) >= from)?.itemIndex ?? null,
    failedItem: async (parentId) => items(parentId).find(({ status }) => status === 'failed') ?? null,
    failed: async (runId) => rows.steps(runId).filter(({ itemIndex, status }) => itemIndex === null && status === 'failed'),
    setInput: async () => undefined,
    setMap: async (id, map) => changeWhereThere(id, { map }),
    setNeeds: async (id, { remaining, unmet, failed }) => changeWhereThere(id, { remainingNeeds: remaining, unmetNeeds: unmet, failedNeeds: failed }),
    deleteItems: async (parentId) => rows.itemsOf(parentId).forEach((item) => rows.remove(item)),
    async dropItems(parentId, at) {
      const dropped = rows.itemsOf(parentId).filter(isIdle)
      dropped.forEach((step) => cancel(step, at))
      return dropped.length
    },
    idleItems: async (parentId) => rows.itemsOf(parentId).filter((step) => isIdle(step) && step.attempt > 0),
    async cancelIdle(runId, at) {
      const ended = rows.steps(runId).filter(isIdle)
      return ended.map((step) => cancel(step, at)).filter(({ itemIndex }) => itemIndex === null)
    },
    async runningMaps(runId) {
      const maps = rows.steps(runId).filter(({ itemIndex, status, map }) => itemIndex === null && status === 'running' && map !== null)
      return maps.map((step) => ({ step, running: rows.itemsOf(step.id).filter(({ status }) => status === 'running').length }))
    },
  }
}
