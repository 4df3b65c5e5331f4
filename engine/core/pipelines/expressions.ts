import type { Json } from '../../contract/json'
import { EngineError } from '../shared/engine-error'
import { Budget } from './cel/budget'
import { ExpressionFailure } from './cel/expression-failure'
import { type Inspection, inspect } from './cel/inspect'
import { type Evaluation, interpret } from './cel/interpret'
import { type CelNode, type ExpressionProblem, parseCel } from './cel/parse-cel'
import { written } from './cel/written'
import { RenderedSize } from './rendered-size'
import { namesOf, type Scope } from './scope'
import { hasExpression, splitTemplate, type TemplatePart } from './template'

export { EXPRESSION_REFERENCE } from './cel/functions'
export type { Scope } from './scope'

/** An expression that parses and uses only names and functions that exist. */
export interface CompiledExpression {
  readonly source: string
  readonly root: CelNode
  /** The steps, inputs and item names that it uses. */
  readonly uses: Inspection
}

const MAX_CACHED = 2000
/** A pure function remembered: the same text always compiles to the same result. */
const cache = new Map<string, CompiledExpression | ExpressionProblem>()

/** Reads a bare expression. What is wrong comes back as a value, with its place in the text. */
export function compileExpression(source: string): CompiledExpression | ExpressionProblem {
  const known = cache.get(source)
  if (known !== undefined) return known
  const compiled = compile(source)
  if (cache.size >= MAX_CACHED) cache.clear()
  cache.set(source, compiled)
  return compiled
}

function compile(source: string): CompiledExpression | ExpressionProblem {
  const root = parseCel(source)
  if ('error' in root) return root
  const uses = inspect(root)
  return uses.problem ?? { source, root, uses }
}

/** Throws `expression_failed` with a sentence that names the expression and the cause. */
export function evaluate(compiled: CompiledExpression, scope: Scope): Json {
  return evaluateWith(compiled, { names: namesOf(scope), budget: new Budget() })
}

function evaluateWith({ source, root }: CompiledExpression, within: Evaluation): Json {
  return named(source, () => interpret(root, within))
}

/** What fails for a reason of the expression fails in its name; anything else is not its fault, and goes on as it is. */
function named<T>(source: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof ExpressionFailure ? failed(source, error.message + error.hint()) : error
  }
}

const MAX_SHOWN = 200

function failed(source: string, cause: string): EngineError {
  const shown = source.length > MAX_SHOWN ? `${source.slice(0, MAX_SHOWN)}…` : source
  return new EngineError('expression_failed', `The expression \`${shown}\` has no value: ${cause}`, { details: { expression: shown } })
}

/**
 * The value with every `${{ }}` in it replaced, however deep. A text that is exactly one `${{ }}` becomes the value
 * itself, whatever its type; inside a longer text values are written out, lists and maps as compact JSON. Keys stay as
 * they are. A secret becomes what `scope.secret` gives for it. All of it together may take as many steps as one expression
 * that is evaluated by itself, for nothing else happens meanwhile, and come to as much as a step may give out. Throws
 * `expression_failed`.
 */
export function render(value: Json, scope: Scope): Json {
  return renderWith(value, { names: namesOf(scope), secret: scope.secret, budget: new Budget(), size: new RenderedSize() })
}

interface Rendering extends Evaluation {
  readonly secret: Scope['secret']
  readonly size: RenderedSize
}

function renderWith(value: Json, rendering: Rendering): Json {
  if (typeof value === 'string') return hasExpression(value) ? renderText(value, rendering) : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item: Json) => renderWith(item, rendering))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renderWith(item, rendering)]))
}

function renderText(text: string, rendering: Rendering): Json {
  const parts = splitTemplate(text)
  if ('unclosed' in parts) throw failed(text, 'a `${{` is never closed with `}}`.')
  const values = parts.map((part) => (part.kind === 'text' ? part.text : renderSource(part.source, rendering)))
  const [only] = values
  const value = values.length === 1 && only !== undefined ? only : named(text, () => joined(values, rendering.budget))
  named(sourceOf(text, parts), () => rendering.size.add(value))
  return value
}

/** What a failure names: the expression alone where there is nothing else. */
const sourceOf = (text: string, [first, second]: readonly TemplatePart[]): string => (first?.kind === 'expression' && second === undefined ? first.source : text)

/** Steps that it takes to read an expression, beside one a character. That most of them are remembered must not decide what fails. */
const STEPS_A_SOURCE = 8

function renderSource(source: string, rendering: Rendering): Json {
  const { budget, secret } = rendering
  budget.next()
  named(source, () => budget.spend(source.length + STEPS_A_SOURCE))
  const compiled = compileExpression(source)
  if ('error' in compiled) throw failed(source, compiled.error)
  return compiled.uses.secret !== null && secret !== undefined ? secret(compiled.uses.secret) : evaluateWith(compiled, rendering)
}

function joined(values: readonly Json[], budget: Budget): string {
  const texts = values.map((value) => written(value, budget))
  budget.characters(texts.reduce((sum, text) => sum + text.length, 0))
  return texts.join('')
}

/**
 * The steps that a value's `${{ }}`, or one bare expression, name. An object with the one key `expression` is read both
 * ways, so the answer may name a step too many but never one too few. What does not compile names nothing.
 */
export function referencedSteps(value: Json | { readonly expression: string }): ReadonlySet<string> {
  const sources = [...expressionsIn(value)]
  if (isBare(value)) sources.push(value.expression)
  return new Set(sources.flatMap(usesOf).flatMap(({ steps }) => steps.map(({ name }) => name)))
}

/** All that expressions may draw on, beside the run itself. */
export interface ReferencedNames {
  readonly steps: ReadonlySet<string>
  readonly inputs: ReadonlySet<string>
  /** `inputs` stands by itself somewhere, or with a name that is found out later. */
  readonly allInputs: boolean
  readonly pipeline: boolean
}

/** As `referencedSteps`, of several values or bare expressions at once. */
export function referencedNames(values: readonly (Json | { readonly expression: string })[]): ReferencedNames {
  const uses = values.flatMap((value) => [...expressionsIn(value), ...(isBare(value) ? [value.expression] : [])]).flatMap(usesOf)
  return {
    steps: new Set(uses.flatMap(({ steps }) => steps.map(({ name }) => name))),
    inputs: new Set(uses.flatMap(({ inputs }) => inputs.map(({ name }) => name))),
    allInputs: uses.some((each) => each.allInputs),
    pipeline: uses.some(({ facts }) => facts.some(({ name }) => name === 'pipeline' || name.startsWith('pipeline.'))),
  }
}

function usesOf(source: string): readonly Inspection[] {
  const compiled = compileExpression(source)
  return 'error' in compiled ? [] : [compiled.uses]
}

/** The secrets that a value's `${{ }}` name. What does not compile names nothing. */
export function referencedSecrets(value: Json): ReadonlySet<string> {
  return new Set(
    expressionsIn(value)
      .flatMap(usesOf)
      .flatMap(({ secrets }) => secrets.map(({ name }) => name)),
  )
}

const isBare = (value: Json): value is { readonly expression: string } =>
  typeof value === 'object' && value !== null && 'expression' in value && typeof value.expression === 'string' && Object.keys(value).length === 1

function expressionsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return hasExpression(value) ? sourcesOf(splitTemplate(value)) : []
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(expressionsIn)
}

const sourcesOf = (parts: ReturnType<typeof splitTemplate>): readonly string[] =>
  'unclosed' in parts ? [] : parts.flatMap((part: TemplatePart) => (part.kind === 'expression' ? [part.source] : []))
