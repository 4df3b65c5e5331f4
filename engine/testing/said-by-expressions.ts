import type { Json } from '../contract/json'
import { compileExpression, evaluate, type Scope } from '../core/pipelines/expressions'
import { EngineError } from '../core/shared/engine-error'

export function valueOf(source: string, within: Scope): Json {
  const compiled = compileExpression(source)
  if ('error' in compiled) throw new Error(compiled.error)
  return evaluate(compiled, within)
}

/** The sentence of its failure, or what it gave instead. */
export function failureOf(source: string, within: Scope): string {
  try {
    return `gave ${JSON.stringify(valueOf(source, within))}`
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    return error.message
  }
}
