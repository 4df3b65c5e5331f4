import type { RunEvent } from '../../contract/events'
import { isStepOver } from '../../core/runs/step-state'
import type { ApprovalRecord, AttemptKey, AttemptRecord, RunRecord, StepRunRecord } from '../../ports/records'
import type { NewRun } from '../../ports/write-stores'
import type { RunRows } from '../history/rows'

/** Everything of one run. A row never changes: another takes its place. */
interface Kept {
  run: RunRecord
  readonly steps: Map<string, StepRunRecord>
  readonly attempts: Map<string, AttemptRecord>
  readonly events: RunEvent[]
  readonly approvals: Map<string, ApprovalRecord>
}

const keyOf = ({ stepRunId, number }: AttemptKey): string => `${stepRunId} ${number}`

/** Neither ended nor at work. */
export const isIdle = ({ status }: StepRunRecord): boolean => status === 'pending' || status === 'ready' || status === 'waiting'

/** The rows of all runs, found by the ids that stores are asked with. */
export class MemoryRows {
  readonly #runs = new Map<string, Kept>()
  /** Runs as they were looked at; what has changed since is not among them. */
  readonly #looks = new Map<string, RunRows>()
  readonly #ofStep = new Map<string, Kept>()
  /** Attempts that are queued or at work. */
  readonly #open = new Map<string, AttemptRecord>()
  readonly #keys = new Map<string, { id: string; externalId: string; inputHash: string }>()
  readonly #itemsFrom = new Map<string, string>()

  add(run: RunRecord, { inputHash, idempotencyKey }: Pick<NewRun, 'inputHash' | 'idempotencyKey'>): void {
    if (idempotencyKey !== null) this.#keys.set(`${run.pipelineId} ${idempotencyKey}`, { id: run.id, externalId: run.externalId, inputHash })
    this.#runs.set(run.id, { run, steps: new Map(), attempts: new Map(), events: [], approvals: new Map() })
  }

  withKey(pipelineId: string, key: string): { id: string; externalId: string; inputHash: string } | null {
    return this.#keys.get(`${pipelineId} ${key}`) ?? null
  }

  run(id: string): RunRecord | undefined {
    return this.#runs.get(id)?.run
  }

  changeRun(id: string, to: Partial<RunRecord>): void {
    const kept = this.#changing(id)
    kept.run = { ...kept.run, ...to }
  }

  addEvent(runId: string, event: RunEvent): void {
    this.#changing(runId).events.push(event)
  }

  addStep(step: StepRunRecord): void {
    const kept = this.#changing(step.runId)
    for (const known of kept.steps.values())
      if (known.stepId === step.stepId && known.itemIndex === step.itemIndex) throw new Error(`there is ${step.stepId} ${step.itemIndex} already`)
    kept.steps.set(step.id, step)
    this.#ofStep.set(step.id, kept)
  }

  steps(runId: string): readonly StepRunRecord[] {
    return [...this.#of(runId).steps.values()]
  }

  step(id: string): StepRunRecord | undefined {
    return this.#ofStep.get(id)?.steps.get(id)
  }

  /** Null when it has ended: then nothing of it changes any more. */
  openStep(id: string): StepRunRecord | null {
    const step = this.step(id)
    return step === undefined || isStepOver(step.status) ? null : step
  }

  itemsOf(parentId: string): readonly StepRunRecord[] {
    const items: StepRunRecord[] = []
    for (const step of this.#ofStep.get(parentId)?.steps.values() ?? []) if (step.parentId === parentId) items.push(step)
    return items
  }

  changeStep(step: StepRunRecord, to: Partial<StepRunRecord>): StepRunRecord {
    const changed = { ...step, ...to }
    this.#changing(step.runId).steps.set(step.id, changed)
    return changed
  }

  remove(step: StepRunRecord): void {
    this.#changing(step.runId).steps.delete(step.id)
    this.#ofStep.delete(step.id)
  }

  setItemsFrom(id: string, from: string): void {
    this.#itemsFrom.set(id, from)
  }

  itemsFrom(id: string): string | null {
    return this.#itemsFrom.get(id) ?? null
  }

  addAttempt(attempt: AttemptRecord): void {
    if (this.attempt(attempt) !== undefined) throw new Error(`attempt ${keyOf(attempt)} is there already`)
    this.#setAttempt(attempt)
  }

  attempt(key: AttemptKey): AttemptRecord | undefined {
    return this.#ofStep.get(key.stepRunId)?.attempts.get(keyOf(key))
  }

  openAttempts(): readonly AttemptRecord[] {
    return [...this.#open.values()]
  }

  changeAttempt(attempt: AttemptRecord, to: Partial<AttemptRecord>): AttemptRecord {
    const changed = { ...attempt, ...to }
    this.#setAttempt(changed)
    return changed
  }

  #setAttempt(attempt: AttemptRecord): void {
    const key = keyOf(attempt)
    this.#changing(attempt.runId).attempts.set(key, attempt)
    if (attempt.status === 'queued' || attempt.status === 'running') this.#open.set(key, attempt)
    else this.#open.delete(key)
  }

  approval(id: string): ApprovalRecord | undefined {
    for (const { approvals } of this.#runs.values()) if (approvals.has(id)) return approvals.get(id)
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
    return Array.from(this.#runs.values(), ({ run }) => run)
  }

  /** Every run as it is now; one that has not changed since is the same object as before. */
  look(): readonly RunRows[] {
    return Array.from(this.#runs.values(), (kept) => {
      const known = this.#looks.get(kept.run.id)
      if (known !== undefined) return known
      const { run, steps, attempts, events, approvals } = kept
      const rows = { run, steps: [...steps.values()], attempts: [...attempts.values()], events: [...events], approvals: [...approvals.values()] }
      this.#looks.set(run.id, rows)
      return rows
    })
  }

  #of(runId: string): Kept {
    const kept = this.#runs.get(runId)
    if (kept === undefined) throw new Error(`there is no run ${runId}`)
    return kept
  }

  #changing(runId: string): Kept {
    this.#looks.delete(runId)
    return this.#of(runId)
  }
}
