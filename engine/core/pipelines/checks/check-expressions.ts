import { didYouMean } from '../../shared/did-you-mean'
import type { Ancestry } from '../ancestry'
import type { Reference } from '../cel/inspect'
import { type CompiledExpression, compileExpression } from '../expressions'
import type { Found } from '../file/section'
import { hasExpression, OPEN, splitTemplate } from '../template'
import type { Problems, Range } from '../problems'
import { type Path, type Placed, textsIn } from '../yaml/placed'
import { secretFinding, type SecretRule } from './secret-places'

/** What expressions in one place may name. */
export interface ExpressionPlace {
  /**
   * steps, on_failure: in a step of that list. outputs: where all of `steps` have ended. inputs: before there is a run,
   * where nothing but inputs is known.
   */
  readonly part: 'steps' | 'on_failure' | 'outputs' | 'inputs'
  /** The step whose needs decide what is upstream; null where there is none. */
  readonly step: string | null
  /** Whether `item` and `index` exist. */
  readonly perItem: boolean
  readonly secrets: SecretRule
}

export interface ExpressionChecks {
  readonly problems: Problems
  /** Of both lists. */
  readonly steps: ReadonlySet<string>
  /** Those of `on_failure`. */
  readonly onFailure: ReadonlySet<string>
  readonly inputs: ReadonlySet<string>
  /** Null while the graph has loops: nothing is upstream of anything then. */
  readonly ancestry: Ancestry | null
}

/** One expression of the file, and how its characters lie in the text. */
interface Placement {
  readonly whole: Range
  /** Where the source starts; null when escapes or line folding moved it. */
  readonly start: number | null
}

/** A bare expression, as in `if` and `map.over`. Answers null when it does not compile. */
export function checkBare(key: string, found: Found<string>, place: ExpressionPlace, checks: ExpressionChecks): CompiledExpression | null {
  if (hasExpression(found.value)) {
    refuseBraces(key, found, checks.problems)
    return null
  }
  const at = rawOf(found.range, checks.problems).indexOf(found.value)
  return checkSource(found.value, { whole: found.range, start: at === -1 || found.value === '' ? null : found.range.start + at }, { ...place, path: [] }, checks)
}

/** The value as it is written, with its quotes and escapes. */
const rawOf = ({ start, end }: Range, { text }: Problems): string => text.slice(start, end)

function refuseBraces(key: string, { value, range }: Found<string>, problems: Problems): void {
  const parts = splitTemplate(value.trim())
  const only = !('unclosed' in parts) && parts.length === 1 ? parts[0] : undefined
  const replacement = only?.kind === 'expression' ? JSON.stringify(only.source) : null
  problems.error({ code: 'expression_braces', message: `\`${key}\` is an expression already: write it without \`\${{ }}\`.`, range, replacement })
}

/** Every `${{ }}` in a value, however deep. */
export function checkTemplates(placed: Placed, place: ExpressionPlace, checks: ExpressionChecks): void {
  for (const { scalar, path } of textsIn(placed)) if (hasExpression(scalar.value)) checkText(scalar, { ...place, path }, checks)
}

function checkText({ value, range }: Found<string>, place: ExpressionPlace & { readonly path: Path }, checks: ExpressionChecks): void {
  const raw = rawOf(range, checks.problems)
  const parts = splitTemplate(value)
  if ('unclosed' in parts) {
    const open = raw.lastIndexOf(OPEN)
    const where = open === -1 ? range : { start: range.start + open, end: range.start + open + OPEN.length }
    checks.problems.error({ code: 'expression_unclosed', message: 'This `${{` is never closed with `}}`.', range: where })
    return
  }
  let cursor = 0
  for (const part of parts) {
    if (part.kind === 'text') continue
    const at = raw.indexOf(part.source, raw.indexOf(OPEN, cursor) + OPEN.length)
    if (at !== -1) cursor = at + part.source.length
    checkSource(part.source, { whole: range, start: at === -1 ? null : range.start + at }, place, checks)
  }
}

function checkSource(source: string, placement: Placement, place: ExpressionPlace & { readonly path: Path }, checks: ExpressionChecks): CompiledExpression | null {
  const compiled = compileExpression(source)
  if ('error' in compiled) {
    checks.problems.error({ code: 'expression', message: compiled.error, ...spot(compiled, placement, compiled.replacement) })
    return null
  }
  for (const step of compiled.uses.steps) checkStep(step, placement, place, checks)
  for (const fact of compiled.uses.facts) checkFact(fact, placement, place, checks)
  for (const input of compiled.uses.inputs) checkInput(input, placement, checks)
  for (const secret of compiled.uses.secrets) {
    const finding = secretFinding(secret, { alone: compiled.uses.secret !== null, refusal: place.secrets(place.path) })
    if (finding !== null) checks.problems.error({ ...finding, ...spot(secret, placement, null) })
  }
  if (!place.perItem) for (const name of compiled.uses.itemNames) refuseItem(name, placement, checks)
  return compiled
}

function checkStep(step: Reference, placement: Placement, place: ExpressionPlace, { problems, steps, onFailure, ancestry }: ExpressionChecks): void {
  if (place.part === 'inputs') {
    refuseAllButInputs(step, placement, problems)
  } else if (!steps.has(step.name)) {
    const replacement = problems.suggest(step.name, () => steps)
    problems.error({ code: 'unknown_step', message: `There is no step \`${step.name}\`.${didYouMean(replacement)}`, ...spot(step, placement, replacement) })
  } else if (step.name === place.step) {
    problems.error({ code: 'not_upstream', message: `\`${step.name}\` is this step itself; it has no output yet.`, ...spot(step, placement, null) })
  } else if (onFailure.has(step.name) && place.part !== 'on_failure') {
    const message = `\`${step.name}\` runs only when all other steps have ended and one has failed: nothing but steps of \`on_failure\` can name it.`
    problems.error({ code: 'not_upstream', message, ...spot(step, placement, null) })
  } else if (place.part === 'on_failure' && !onFailure.has(step.name)) {
    return
  } else if (place.step !== null && ancestry !== null && !ancestry.isUpstream(step.name, place.step)) {
    const message = `\`${step.name}\` may not have ended when \`${place.step}\` starts: add it to the \`needs\` of \`${place.step}\`.`
    problems.error({ code: 'not_upstream', message, ...spot(step, placement, null) })
  }
}

function refuseAllButInputs(name: Reference, placement: Placement, problems: Problems): void {
  problems.error({ code: 'inputs_only', message: 'Only inputs can be named here: the run does not exist yet.', ...spot(name, placement, null) })
}

function checkFact(fact: Reference, placement: Placement, place: ExpressionPlace, { problems }: ExpressionChecks): void {
  if (place.part === 'inputs') refuseAllButInputs(fact, placement, problems)
  else if (fact.name === 'run.error' && place.part !== 'on_failure')
    problems.error({ code: 'error_outside_on_failure', message: '`run.error` exists only in the steps of `on_failure`.', ...spot(fact, placement, null) })
}

function checkInput(input: Reference, placement: Placement, { problems, inputs }: ExpressionChecks): void {
  if (inputs.has(input.name)) return
  const replacement = problems.suggest(input.name, () => inputs)
  problems.error({ code: 'unknown_input', message: `There is no input \`${input.name}\`.${didYouMean(replacement)}`, ...spot(input, placement, replacement) })
}

function refuseItem(name: Reference, placement: Placement, { problems }: ExpressionChecks): void {
  problems.error({
    code: 'item_outside_map',
    message: `\`${name.name}\` exists only in the \`with\` and the \`cache.key\` of a step that has \`map\`.`,
    ...spot(name, placement, null),
  })
}

/** The exact characters where these can be told, else the whole value, which a replacement would not fit. */
function spot(
  { offset, end }: { readonly offset: number; readonly end: number },
  { whole, start }: Placement,
  replacement: string | null,
): { range: Range; replacement: string | null } {
  if (start === null) return { range: whole, replacement: null }
  return { range: { start: start + offset, end: start + Math.max(end, offset) }, replacement }
}
