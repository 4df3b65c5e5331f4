import type { Json } from '../contract/json'
import { compileExpression, evaluate, referencedSteps, type Scope } from '../core/pipelines/expressions'
import type { StepSpec } from '../core/pipelines/spec'
import { EngineError } from '../core/shared/engine-error'

export function valueOf(source: string, scope: Scope): Json {
  const compiled = compileExpression(source)
  if ('error' in compiled) throw new EngineError('expression_failed', `The expression \`${source}\` cannot be read: ${compiled.error}`)
  return evaluate(compiled, scope)
}

/** @throws EngineError `expression_failed` when a condition gives neither. */
export function isTrue(result: Json, spec: StepSpec): boolean {
  if (typeof result === 'boolean') return result
  throw new EngineError('expression_failed', `"if" of step "${spec.id}" must give true or false; \`${spec.if ?? ''}\` gave ${nameOf(result)}.`)
}

interface ScopeUse {
  readonly uses: boolean
  readonly steps: ReadonlySet<string>
}

const knownUse = new WeakMap<StepSpec, { readonly step: ScopeUse; readonly item: ScopeUse }>()

/** What is needed to begin a step; an item has its condition and its list behind it, and must not load that list 10,000 times. */
export function scopeUse(spec: StepSpec, isItem: boolean): ScopeUse {
  const known = knownUse.get(spec) ?? readUse(spec)
  knownUse.set(spec, known)
  return isItem ? known.item : known.step
}

function readUse(spec: StepSpec): { step: ScopeUse; item: ScopeUse } {
  const bare = [spec.if, spec.map?.over ?? null].flatMap((source) => (source === null ? [] : [source]))
  const rendered = spec.cache === null ? spec.with : { with: spec.with, key: spec.cache.key }
  const item = { uses: JSON.stringify(rendered).includes('${{'), steps: referencedSteps(rendered) }
  const steps = new Set([...item.steps, ...bare.flatMap((expression) => [...referencedSteps({ expression })])])
  return { step: { uses: bare.length > 0 || item.uses, steps }, item }
}

export const isList = (json: Json): json is readonly Json[] => Array.isArray(json)

export const nameOf = (json: Json): string => (json === null ? 'null' : isList(json) ? 'a list' : typeof json === 'object' ? 'an object' : `a ${typeof json}`)
