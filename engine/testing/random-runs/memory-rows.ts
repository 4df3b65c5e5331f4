import type { RunEvent } from '../../contract/events'
import { isStepOver } from '../../core/runs/step-state'
import type { ApprovalRecord, AttemptKey, AttemptRecord, RunRecord, StepRunRecord } from '../../ports/records'
import type { NewRun } from '../../ports/write-stores'
import type { RunRows } from '../history/rows'

export type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Everything of one run, in plain objects. */
export interface Kept {
  readonly run: Mutable<RunRecord>
  readonly steps: Map<string, Mutable<StepRunRecord>>
  readonly attempts: Map<string, Mutable<AttemptRecord>>
  readonly events: RunEvent[]
  readonly approvals: Map<string, Mutable<ApprovalRecord>>
}

export const keyOf = ({ stepRunId, number }: AttemptKey): string => `${stepRunId} ${number}`

/** Neither ended nor at work. */
export const isIdle = ({ status }: StepRunRecord): boolean => status === 'pending' || status === 'ready' || status === 'waiting'

/** The rows of all runs, found by the ids that stores are asked with. */
export class MemoryRows {
  readonly runs = new Map<string, Kept>()
  /** Runs that somebody has asked for, and may have changed, since they were last looked at. */
  readonly #touched = new Set<string>()
  readonly #looks = new Map<string, RunRows>()
  readonly #ofStep = new Map<string, Kept>()
  readonly #keys = new Map<string, { id: string; externalId: string; inputHash: string }>()
  readonly #itemsFrom = new Map<string, string>()

  add(run: RunRecord, { inputHash, idempotencyKey }: Pick<NewRun, 'inputHash' | 'idempotencyKey'>): void {
    if (idempotencyKey !== null) this.#keys.set(`${run.pipelineId} ${idempotencyKey}`, { id: run.id, externalId: run.externalId, inputHash })
    this.runs.set(run.id, { run, steps: new Map(), attempts: new Map(), events: [], approvals: new Map() })
  }

  withKey(pipelineId: string, key: string): { id: string; externalId: string; inputHash: string } | null {
    return this.#keys.get(`${pipelineId} ${key}`) ?? null
  }

  addStep(step: StepRunRecord): void {
    const kept = this.of(step.runId)
    for (const known of kept.steps.values()) if (known.stepId === step.stepId && known.itemIndex === step.itemIndex) throw new Error(`there is ${step.stepId} ${step.itemIndex} already`)
    kept.steps.set(step.id, step)
    this.#ofStep.set(step.id, kept)
  }

  addAttempt(attempt: AttemptRecord): void {
    const { attempts } = this.of(attempt.runId)
    if (attempts.has(keyOf(attempt))) throw new Error(`attempt ${keyOf(attempt)} is there already`)
    attempts.set(keyOf(attempt), attempt)
  }

  of(runId: string): Kept {
    const kept = this.runs.get(runId)
    if (kept === undefined) throw new Error(`there is no run ${runId}`)
    this.#touched.add(runId)
    return kept
  }

  #withStep(id: string): Kept | undefined {
    const kept = this.#ofStep.get(id)
    if (kept !== undefined) this.#touched.add(kept.run.id)
    return kept
  }

  step(id: string): Mutable<StepRunRecord> | undefined {
    return this.#withStep(id)?.steps.get(id)
  }

  /** Null when it has ended: then nothing of it changes any more. */
  openStep(id: string): Mutable<StepRunRecord> | null {
    const step = this.step(id)
    return step === undefined || isStepOver(step.status) ? null : step
  }

  itemsOf(parentId: string): readonly Mutable<StepRunRecord>[] {
    const steps = this.#withStep(parentId)?.steps.values() ?? []
    return [...steps].filter((step) => step.parentId === parentId)
  }

  setItemsFrom(id: string, from: string): void {
    this.#itemsFrom.set(id, from)
  }

  itemsFrom(id: string): string | null {
    return this.#itemsFrom.get(id) ?? null
  }

  attempt(key: AttemptKey): Mutable<AttemptRecord> | undefined {
    return this.#withStep(key.stepRunId)?.attempts.get(keyOf(key))
  }

  attempts(): readonly Mutable<AttemptRecord>[] {
    return [...this.runs.values()].flatMap(({ attempts }) => [...attempts.values()])
  }

  approvals(): readonly Mutable<ApprovalRecord>[] {
    return [...this.runs.values()].flatMap(({ approvals }) => [...approvals.values()])
  }

  all(): readonly RunRecord[] {
    return [...this.runs.values()].map(({ run }) => run)
  }

  remove(step: StepRunRecord): void {
    this.of(step.runId).steps.delete(step.id)
    this.#ofStep.delete(step.id)
  }

  /** Every run as it is now; one that nobody has asked for since is the same object as before. */
  look(): readonly RunRows[] {
    return Array.from(this.runs.values(), (kept) => {
      const known = this.#looks.get(kept.run.id)
      if (known !== undefined && !this.#touched.has(kept.run.id)) return known
      const rows = copyOf(kept)
      this.#looks.set(kept.run.id, rows)
      this.#touched.delete(kept.run.id)
      return rows
    })
  }
}

function copyOf({ run, steps, attempts, events, approvals }: Kept): RunRows {
  const copies = <T extends object>(rows: Map<string, T>): readonly T[] => Array.from(rows.values(), (row) => ({ ...row }))
  return { run: { ...run }, steps: copies(steps), attempts: copies(attempts), events: [...events], approvals: copies(approvals) }
}
