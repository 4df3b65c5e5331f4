import type { NeedPart, StepPart } from '../pipeline-parts'
import type { StepNames } from '../step-names'
import type { Stage } from './stage'

/** What a stage is made into with. */
export interface StageContext {
  readonly needs: readonly NeedPart[]
  /** An expression (without braces) for the records of the stage before; null when there is none. */
  readonly records: string | null
  readonly names: StepNames
}

/** Makes the steps that stand for a stage; the last has the stage's id, and the first has its needs. */
export type StageConversion = (stage: Stage, context: StageContext) => readonly StepPart[]

/** `${{ }}` around records, or an empty list. */
export const recordsValue = (records: string | null) => (records === null ? [] : `\${{ ${records} }}`)

/** What the step of a stage begins with. */
export const stepOf = (
  { id, name, policies, comments }: Stage,
  needs: readonly NeedPart[],
): Pick<StepPart, 'id' | 'name' | 'comments' | 'needs' | 'timeoutMs' | 'retry'> => ({
  id,
  name,
  comments,
  needs,
  ...policies,
})
