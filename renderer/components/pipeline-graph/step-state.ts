import type { Status } from '../statuses'

/** How a step stands in one run; a graph without states is the plan of a pipeline. */
export interface StepState {
  readonly status: Status
  readonly startedAt: number | null
  readonly finishedAt: number | null
  /** Of a mapped step, once its list is known. */
  readonly map: { readonly total: number; readonly done: number; readonly failed: number; readonly running: number } | null
  /** Instead of the kind: "waits for a slot", "attempt 2". */
  readonly note?: string | undefined
}

/** As much of the contract's GraphStep as is drawn. */
export interface DrawnStep {
  readonly id: string
  readonly uses: string
  readonly name: string
  readonly needs: readonly { readonly step: string }[]
  readonly mapped: boolean
  readonly conditional: boolean
  /** It runs only when the run has failed, and stands apart. */
  readonly onFailure: boolean
}
