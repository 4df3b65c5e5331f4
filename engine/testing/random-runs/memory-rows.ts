import type { RunEvent } from '../../contract/events'
import { isStepOver } from '../../core/runs/step-state'
import type { ApprovalRecord, AttemptKey, AttemptRecord, RunRecord, StepRunRecord } from '../../ports/records'
import type { NewRun } from '../../ports/write-stores'
import type { RunRows } from '../history/rows'

/** Everything of one run. A row never changes: another takes its place. */
interface Kept {
  run: RunRecord
  readonly steps: StepRunRecord[]
  readonly attempts: AttemptRecord[]
  readonly events: RunEvent[]
  readonly approvals: Map<string, ApprovalRecord>
  /** As it was looked at; null: something has changed since. */
  look: RunRows | null
}

/** Where the row of a step stands, and by their numbers those of its attempts. */
interface Place {
  readonly kept: Kept
  index: number
  readonly attempts: Map<number, number>
}

const NONE: readonly ApprovalRecord[] = []

const lookAt = ({ run, steps, attempts, events, approvals }: Kept): RunRows => ({
  run,
  steps: steps.slice(),
  attempts: attempts.slice(),
  events: events.slice(),
  approvals: approvals.size === 0 ? NONE : [...approvals.values()],
})

/** Neither ended nor at work. */
export const isIdle = ({ status }: StepRunRecord): boolean => status === 'pending' || status === 'ready' || status === 'waiting'

/** The rows of all runs, found by the ids that stores are asked with. */
export class MemoryRows {
  readonly #runs: Kept[] = []
  readonly #byId = new Map<string, Kept>()
  readonly #places = new Map<string, Place>()
  /** Attempts that are queued or at work. */
  readonly #open: AttemptRecord[] = []
  readonly #keys = new Map<string, { id: string; externalId: string; inputHash: string }>()
  readonly #itemsFrom = new Map<string, string>()

  add(run: RunRecord, { inputHash, idempotencyKey }: Pick<NewRun, 'inputHash' | 'idempotencyKey'>): void {
    if (idempotencyKey !== null) this.#keys.set(`${run.pipelineId} ${idempotencyKey}`, { id: run.id, externalId: run.externalId, inputHash })
    const kept: Kept = { run, steps: [], attempts: [], events: [], approvals: new Map(), look: null }
    this.#runs.push(kept)
    this.#byId.set(run.id, kept)
  }

  withKey(pipelineId: string, key: string): { id: string; externalId: string; inputHash: string } | null {
    return this.#keys.get(`${pipelineId} ${key}`) ?? null
  }

  run(id: string): RunRecord | undefined {
    return this.#byId.get(id)?.run
  }

  changeRun(id: string, change: (run: RunRecord) => RunRecord): void {
    const kept = this.#changing(id)
    kept.run = change(kept.run)
  }

  addEvent(runId: string, event: RunEvent): void {
    this.#changing(runId).events.push(event)
  }

  addStep(step: StepRunRecord): void {
    const kept = this.#changing(step.runId)
    for (const known of kept.steps)
      if (known.stepId === step.stepId && known.itemIndex === step.itemIndex) throw new Error(`there is ${step.stepId} ${step.itemIndex} already`)
    this.#places.set(step.id, { kept, index: kept.steps.push(step) - 1, attempts: new Map() })
  }

  steps(runId: string): readonly StepRunRecord[] {
    return this.#of(runId).steps
  }

  step(id: string): StepRunRecord | undefined {
    const place = this.#places.get(id)
    return place?.kept.steps[place.index]
  }

  /** Null when it has ended: then nothing of it changes any more. */
  openStep(id: string): StepRunRecord | null {
    const step = this.step(id)
    return step === undefined || isStepOver(step.status) ? null : step
  }

  itemsOf(parentId: string): readonly StepRunRecord[] {
    return this.#places.get(parentId)?.kept.steps.filter((step) => step.parentId === parentId) ?? []
  }

  changeStep(step: StepRunRecord, to: Partial<StepRunRecord>): StepRunRecord {
    const changed = { ...step, ...to }
    this.#changing(step.runId).steps[this.#placeOf(step.id).index] = changed
    return changed
  }

  remove(step: StepRunRecord): void {
    const { steps } = this.#changing(step.runId)
    steps.splice(this.#placeOf(step.id).index, 1)
    this.#places.delete(step.id)
    for (const [index, { id }] of steps.entries()) this.#placeOf(id).index = index
  }

  setItemsFrom(id: string, from: string): void {
    this.#itemsFrom.set(id, from)
  }

  itemsFrom(id: string): string | null {
    return this.#itemsFrom.get(id) ?? null
  }

  addAttempt(attempt: AttemptRecord): void {
    if (this.attempt(attempt) !== undefined) throw new Error(`attempt ${attempt.number} of ${attempt.stepRunId} is there already`)
    const { attempts } = this.#changing(attempt.runId)
    this.#placeOf(attempt.stepRunId).attempts.set(attempt.number, attempts.push(attempt) - 1)
    this.#open.push(attempt)
  }

  attempt({ stepRunId, number }: AttemptKey): AttemptRecord | undefined {
    const place = this.#places.get(stepRunId)
    return place?.kept.attempts[place.attempts.get(number) ?? -1]
  }

  openAttempts(): readonly AttemptRecord[] {
    return this.#open
  }

  changeAttempt(attempt: AttemptRecord, to: Partial<AttemptRecord>): AttemptRecord {
    const changed = { ...attempt, ...to }
    const index = this.#placeOf(attempt.stepRunId).attempts.get(attempt.number)
    const open = this.#open.indexOf(attempt)
    if (index === undefined || open < 0) throw new Error(`attempt ${attempt.number} of ${attempt.stepRunId} is not open as it is to be changed`)
    this.#changing(attempt.runId).attempts[index] = changed
    if (changed.status === 'queued' || changed.status === 'running') this.#open[open] = changed
    else this.#open.splice(open, 1)
    return changed
  }

  approval(id: string): ApprovalRecord | undefined {
    for (const { approvals } of this.#runs) if (approvals.has(id)) return approvals.get(id)
    return undefined
  }

  approvals(runId: string): readonly ApprovalRecord[] {
    return [...this.#of(runId).approvals.values()]
  }

  setApproval(approval: ApprovalRecord): ApprovalRecord {
    this.#changing(approval.runId).approvals.set(approval.id, approval)
    return approval
  }

  all(): readonly RunRecord[] {
    return this.#runs.map(({ run }) => run)
  }

  /** Every run as it is now; one that has not changed since is the same object as before. */
  look(): readonly RunRows[] {
    return this.#runs.map((kept) => {
      kept.look ??= lookAt(kept)
      return kept.look
    })
  }

  #placeOf(stepRunId: string): Place {
    const place = this.#places.get(stepRunId)
    if (place === undefined) throw new Error(`there is no step ${stepRunId}`)
    return place
  }

  #of(runId: string): Kept {
    const kept = this.#byId.get(runId)
    if (kept === undefined) throw new Error(`there is no run ${runId}`)
    return kept
  }

  #changing(runId: string): Kept {
    const kept = this.#of(runId)
    kept.look = null
    return kept
  }
}
