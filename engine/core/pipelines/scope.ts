import type { ErrorInfo } from '../../contract/errors'
import type { Json, JsonObject } from '../../contract/json'
import type { Names } from './cel/interpret'

/** What expressions can see. */
export interface Scope {
  readonly inputs: JsonObject
  /** Only the steps that are named need to be here (see `referencedSteps`). */
  readonly steps: Readonly<Record<string, StepScope>>
  /** Only in a mapped step. */
  readonly item?: Json
  readonly index?: number
  /** Absent before there is a run. */
  readonly run?: RunScope
  readonly pipeline?: { readonly name: string; readonly version: number; readonly folder: string }
  /** What stands in the place of a secret until its step runs (secret-references.ts). Only where `with` is rendered. */
  readonly secret?: (name: string) => string
}

export interface RunScope {
  readonly id: string
  readonly externalId: string
  readonly folder: string
  readonly startedAt: number
  /** Only in the steps of `on_failure`: what the run failed of, and the step that failed first. */
  readonly error?: { readonly code: string; readonly message: string; readonly step: string | null }
}

export interface StepScope {
  readonly output: Json
  readonly status: string
  readonly error: ErrorInfo | null
  /** Of a mapped step: one entry for each item, null where it succeeded. */
  readonly errors?: Json
}

/** The scope as names for the interpreter; made once for all expressions of one value. */
export function namesOf(scope: Scope): Names {
  const names = new Map<string, Json>([
    ['inputs', scope.inputs],
    ['steps', Object.fromEntries(Object.entries(scope.steps).map(([id, step]) => [id, stepValue(step)]))],
  ])
  if (scope.run !== undefined) names.set('run', { ...scope.run })
  if (scope.pipeline !== undefined) names.set('pipeline', scope.pipeline)
  if (scope.item !== undefined) names.set('item', scope.item)
  if (scope.index !== undefined) names.set('index', scope.index)
  return (name) => names.get(name)
}

const stepValue = ({ output, status, error, errors }: StepScope): JsonObject => ({
  output,
  status,
  error: error === null ? null : errorValue(error),
  ...(errors !== undefined && { errors }),
})

const errorValue = ({ code, message, details }: ErrorInfo): JsonObject => ({ code, message, ...(details !== undefined && { details }) })
