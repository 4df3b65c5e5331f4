import type { ApprovalRecord, AttemptRecord } from '../../ports/records'
import type { ApprovalWrites, AttemptWrites, NewAttempt } from '../../ports/write-stores'
import type { MemoryRows } from './memory-rows'

const isQueued = ({ status }: AttemptRecord): boolean => status === 'queued'

const queuedRow = ({ stepRunId, number, runId, queue, lane, priority, availableAt, due }: NewAttempt): AttemptRecord => ({
  stepRunId,
  number,
  runId,
  queue,
  lane,
  priority,
  availableAt,
  turn: due ? 1 : null,
  status: 'queued',
  leaseOwner: null,
  leaseExpiresAt: null,
  startedAt: null,
  finishedAt: null,
  error: null,
})

export function memoryAttempts(rows: MemoryRows): AttemptWrites {
  const queued = (runId: string) => rows.openAttempts().filter((attempt) => attempt.runId === runId && isQueued(attempt))
  const heldIn = (lane: string) => rows.openAttempts().filter((attempt) => attempt.lane === lane && attempt.status === 'running').length
  return {
    insert: async (attempt) => rows.addAttempt(queuedRow(attempt)),
    insertRunning: async (attempt, lease, at) =>
      rows.addAttempt({ ...queuedRow(attempt), turn: null, status: 'running', leaseOwner: lease.owner, leaseExpiresAt: lease.expiresAt, startedAt: at }),
    async claim({ queue, limit, owner, at, leaseMs, room }) {
      const due = rows.openAttempts().filter((attempt) => isQueued(attempt) && attempt.queue === queue && attempt.availableAt <= at)
      const taken: AttemptRecord[] = []
      const full = new Map<string, number>()
      for (const attempt of due.toSorted((one, other) => other.priority - one.priority)) {
        const inTurn = attempt.turn === null ? rows.changeAttempt(attempt, { turn: 1 }) : attempt
        if (taken.length === limit) break
        if (attempt.lane !== '' && room(attempt.lane, heldIn(attempt.lane)) <= 0)
          full.set(attempt.lane, Math.max(full.get(attempt.lane) ?? -Infinity, attempt.priority))
        else taken.push(rows.changeAttempt(inTurn, { status: 'running', leaseOwner: owner, leaseExpiresAt: at + leaseMs(attempt.lane), startedAt: at }))
      }
      return { attempts: taken, heldBack: Array.from(full, ([lane, priority]) => ({ lane, priority })) }
    },
    laneUse: async (lane) => ({
      held: heldIn(lane),
      waiting: rows.openAttempts().filter((attempt) => isQueued(attempt) && attempt.lane === lane && attempt.turn !== null).length,
    }),
    moveQueued: async () => [],
    async end(which, { status, error, at }) {
      const attempt = rows.attempt(which)
      if (attempt?.status !== 'running') return false
      rows.changeAttempt(attempt, { status, error, finishedAt: at })
      return true
    },
    renewLeases: async () => undefined,
    async cancelQueued(runId, at) {
      const ended = queued(runId)
      for (const attempt of ended) rows.changeAttempt(attempt, { status: 'cancelled', finishedAt: at })
      return ended.length
    },
    async withdraw(which, at) {
      const attempt = rows.attempt(which)
      if (attempt?.status === 'queued') rows.changeAttempt(attempt, { status: 'cancelled', finishedAt: at })
    },
    async hold(runId, until) {
      for (const attempt of queued(runId)) rows.changeAttempt(attempt, { availableAt: until, turn: null })
    },
    async release(runId, { heldUntil, at }) {
      for (const attempt of queued(runId)) {
        if (attempt.availableAt !== heldUntil) continue
        const step = rows.step(attempt.stepRunId)
        rows.changeAttempt(attempt, { availableAt: (step?.waitingReason === 'retry' ? step.wakeAt : null) ?? at })
      }
      return []
    },
  }
}

export function memoryApprovals(rows: MemoryRows): ApprovalWrites {
  const withdraw = (runId: string, at: number, chosen: (approval: ApprovalRecord) => boolean) =>
    rows
      .approvals(runId)
      .filter((approval) => approval.status === 'open' && chosen(approval))
      .map((approval) => rows.setApproval({ ...approval, status: 'withdrawn', answeredAt: at }))
  return {
    insert: async (approval) => void rows.setApproval(approval),
    byId: async (id) => rows.approval(id) ?? null,
    async answer(id, { status, by, at, comment, answer }) {
      const approval = rows.approval(id)
      if (approval?.status !== 'open') return false
      rows.setApproval({ ...approval, status, answeredBy: by, answeredAt: at, comment, answer })
      return true
    },
    withdraw: async (runId, at) => withdraw(runId, at, () => true),
    async withdrawOf(stepRunId, at) {
      const step = rows.step(stepRunId)
      return step === undefined ? [] : withdraw(step.runId, at, (approval) => approval.stepRunId === stepRunId)
    },
  }
}
