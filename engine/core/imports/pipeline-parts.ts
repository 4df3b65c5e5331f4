import type { Json, JsonObject } from '../../contract/json'
import type { InputType, NeedOutcome } from '../../contract/pipeline'

/** A pipeline file in the making. Texts of the source in `with` have passed `literal`. */
export interface PipelineParts {
  readonly name: string
  readonly description: string | null
  readonly version: string | null
  readonly inputs: ReadonlyMap<string, InputPart>
  readonly steps: readonly StepPart[]
  readonly onFailure?: readonly StepPart[]
  /** May hold `${{ }}`. */
  readonly outputs: ReadonlyMap<string, string>
}

export interface InputPart {
  readonly type: InputType
  readonly description?: string
  readonly required?: true
  readonly default?: Json
}

export interface StepPart {
  readonly id: string
  /** For people; left out when it is the id. */
  readonly name?: string | null
  /** Lines of a comment above the step. */
  readonly comments?: readonly string[]
  readonly uses: string
  readonly needs?: readonly NeedPart[]
  readonly map?: { readonly over: string; readonly max_parallel: number; readonly on_item_error: 'fail' | 'continue' }
  readonly queue?: string | null
  /** In milliseconds. */
  readonly timeoutMs?: number | null
  readonly retry?: { readonly attempts?: number; readonly delayMs?: number } | null
  readonly with: JsonObject
}

export type NeedPart = string | { readonly step: string; readonly on: readonly NeedOutcome[] }
