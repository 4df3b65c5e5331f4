import type { ApprovalRecord, AttemptRecord } from '../../ports/records'
import type { ApprovalWrites, AttemptWrites } from '../../ports/write-stores'
import type { MemoryRows, Mutable } from './memory-rows'

const isQueued = ({ status }: AttemptRecord): boolean => status === 'queued'

export function memoryAttempts(rows: MemoryRows): AttemptWrites {
  const queued = (runId: string) => [...rows.of(runId).attempts.values()].filter(isQueued)
  const heldIn = (lane: string) => rows.attempts().filter((attempt) => attempt.lane === lane && attempt.status === 'running').length
  return {
    insert: async ({ due, pipelineId: _pipeline, ...attempt }) =>
      rows.addAttempt({ ...attempt, turn: due ? 1 : null, status: 'queued', leaseOwner: null, leaseExpiresAt: null, startedAt: null, finishedAt: null, error: null }),
    insertRunning: async ({ due: _due, pipelineId: _pipeline, ...attempt }, lease, at) =>
      rows.addAttempt({ ...attempt, turn: null, status: 'running', leaseOwner: lease.owner, leaseExpiresAt: lease.expiresAt, startedAt: at, finishedAt: null, error: null }),
    async claim({ queue, limit, owner, at, leaseMs, room }) {
      const due = rows.attempts().filter((attempt) => isQueued(attempt) && attempt.queue === queue && attempt.availableAt <= at)
      const taken: AttemptRecord[] = []
      const full = new Map<string, number>()
      for (const attempt of due.toSorted((one, other) => other.priority - one.priority)) {
        attempt.turn ??= 1
        if (taken.length === limit) break
        if (attempt.lane !== '' && room(attempt.lane, heldIn(attempt.lane)) <= 0) full.set(attempt.lane, Math.max(full.get(attempt.lane) ?? -Infinity, attempt.priority))
        else taken.push({ ...Object.assign(rows.attempt(attempt) ?? attempt, { status: 'running', leaseOwner: owner, leaseExpiresAt: at + leaseMs(attempt.lane), startedAt: at }) })
      }
      return { attempts: taken, heldBack: Array.from(full, ([lane, priority]) => ({ lane, priority })) }
    },
    laneUse: async (lane) => ({ held: heldIn(lane), waiting: rows.attempts().filter((attempt) => isQueued(attempt) && attempt.lane === lane && attempt.turn !== null).length }),
    moveQueued: async () => [],
    async end(which, { status, error, at }) {
      const attempt = rows.attempt(which)
      if (attempt?.status !== 'running') return false
      Object.assign(attempt, { status, error, finishedAt: at })
      return true
    },
    renewLeases: async () => undefined,
    async cancelQueued(runId, at) {
      const ended = queued(runId)
      ended.forEach((attempt) => Object.assign(attempt, { status: 'cancelled', finishedAt: at }))
      return ended.length
    },
    async withdraw(which, at) {
      const attempt = rows.attempt(which)
      if (attempt?.status === 'queued') Object.assign(attempt, { status: 'cancelled', finishedAt: at })
    },
    async hold(runId, until) {
      for (const attempt of queued(runId)) Object.assign(attempt, { availableAt: until, turn: null })
    },
    async release(runId, { heldUntil, at }) {
      for (const attempt of queued(runId)) {
        if (attempt.availableAt !== heldUntil) continue
        const step = rows.step(attempt.stepRunId)
        attempt.availableAt = (step?.waitingReason === 'retry' ? step.wakeAt : null) ?? at
      }
      return []
    },
  }
}

export function memoryApprovals(rows: MemoryRows): ApprovalWrites {
  const find = (id: string) => rows.approvals().find((approval) => approval.id === id)
  const withdraw = (runId: string, at: number, chosen: (approval: ApprovalRecord) => boolean) => {
    const open: readonly Mutable<ApprovalRecord>[] = [...rows.of(runId).approvals.values()].filter((approval) => approval.status === 'open' && chosen(approval))
    return open.map((approval) => ({ ...Object.assign(approval, { status: 'withdrawn' as const, answeredAt: at }) }))
  }
  return {
    insert: async (approval) => void rows.of(approval.runId).approvals.set(approval.id, { ...approval }),
    async byId(id) {
      const approval = find(id)
      return approval === undefined ? null : { ...approval }
    },
    async answer(id, { status, by, at, comment, answer }) {
      const approval = find(id)
      if (approval?.status !== 'open') return false
      Object.assign(rows.of(approval.runId).approvals.get(id) ?? {}, { status, answeredBy: by, answeredAt: at, comment, answer })
      return true
    },
    withdraw: async (runId, at) => withdraw(runId, at, () => true),
    async withdrawOf(stepRunId, at) {
      const step = rows.step(stepRunId)
      return step === undefined ? [] : withdraw(step.runId, at, (approval) => approval.stepRunId === stepRunId)
    },
  }
}
