import type { InputType, NeedOutcome, PipelineInput } from '../../../contract/pipeline'
import type { Json } from '../../../contract/json'
import type { RetryPolicy } from '../../retries/retry-policy'
import type { ConcurrencySpec, MapSpec, StepSpec } from '../spec'
import type { Range } from '../problems'
import type { PlacedMap } from '../yaml/placed'
import type { Found } from './section'

/** A file as far as it could be read, every part with its place; what is missing or wrong is null. */
export interface PipelineDraft {
  readonly name: Found<string> | null
  readonly description: string
  readonly inputs: readonly InputDraft[]
  readonly defaults: Policies
  readonly steps: readonly StepDraft[]
  readonly onFailure: readonly StepDraft[]
  readonly outputs: PlacedMap | null
  readonly concurrency: ConcurrencyDraft | null
}

export interface ConcurrencyDraft extends Omit<ConcurrencySpec, 'group'> {
  readonly group: Found<string> | null
}

export interface InputDraft {
  readonly name: Found<string>
  readonly type: InputType
  readonly required: boolean
  readonly description: string
  readonly default: Found<Json> | null
  readonly options: readonly Found<Json>[] | null
}

/** What steps share and may each set for themselves; null is "not said". */
export interface Policies {
  readonly queue: Found<string> | null
  readonly timeoutMs: number | null
  readonly retry: Partial<RetryPolicy>
}

export interface StepDraft extends Policies {
  /** Of the step's first line. */
  readonly range: Range
  readonly id: Found<string> | null
  readonly name: string | null
  readonly uses: Found<string> | null
  readonly with: PlacedMap | null
  /** Where to say that something is missing in `with`. */
  readonly withRange: Range
  readonly needs: readonly NeedDraft[]
  readonly if: Found<string> | null
  readonly map: MapDraft | null
  readonly cache: CacheDraft | null
  readonly onLost: StepSpec['onLost'] | null
}

/** A step that has an id, the first of its name. */
export interface NamedStep extends StepDraft {
  readonly id: Found<string>
}

export interface NeedDraft {
  readonly step: Found<string>
  readonly on: readonly NeedOutcome[]
}

export interface CacheDraft {
  readonly key: Found<string> | null
  readonly ttlMs: number | null
}

export interface MapDraft extends Omit<MapSpec, 'over'> {
  readonly over: Found<string> | null
}

export const inputOf = ({ name, type, required, description, default: fallback, options }: InputDraft): PipelineInput => ({
  name: name.value,
  type,
  required,
  description,
  default: fallback?.value ?? null,
  options: options?.map((option) => option.value) ?? null,
})
