import { didYouMean } from '../../shared/did-you-mean'
import { Ancestry } from '../ancestry'
import { referencedSecrets } from '../expressions'
import type { NamedStep, PipelineDraft, StepDraft } from '../file/draft'
import type { KindRulesByName, RosterNames } from '../kind-rules'
import type { Problems } from '../problems'
import { checkBare, checkTemplates, type ExpressionChecks } from './check-expressions'
import { checkCycles, checkNeeds, namedSteps } from './check-needs'
import { checkQueues } from './check-queues'
import { checkRosterName } from './check-roster-name'
import { checkSecrets } from './check-secrets'
import { checkSelfStart } from './check-self-start'
import { insideWith, NOT_OUTSIDE_WITH, outsideWith } from './secret-places'
import { checkNoExpressions, checkTemplate, checkWith } from './check-with'

export interface KnownNames {
  readonly kinds: KindRulesByName
  readonly rosters: RosterNames
  /** Null: not known. */
  readonly queues: readonly string[] | null
}

/** The steps that make up a file's graph. */
export interface CheckedSteps {
  readonly steps: readonly NamedStep[]
  readonly onFailure: readonly NamedStep[]
}

/** Checks what the parts of a file mean together. */
export function checkPipeline(draft: PipelineDraft, { kinds, rosters, queues }: KnownNames, problems: Problems): CheckedSteps {
  const main = namedSteps(draft.steps, [], problems)
  const onFailure = namedSteps(draft.onFailure, main, problems)
  const steps = [...checkNeeds(main, { list: 'steps', others: onFailure }, problems), ...checkNeeds(onFailure, { list: 'on_failure', others: main }, problems)]
  const sound = checkCycles(steps, problems)
  const checks: ExpressionChecks = {
    problems,
    steps: new Set(steps.map((step) => step.id.value)),
    onFailure: new Set(onFailure.map((step) => step.id.value)),
    inputs: new Set(draft.inputs.map((input) => input.name.value)),
    ancestry: sound ? new Ancestry(steps.map((step) => ({ id: step.id.value, needs: step.needs.map((need) => ({ step: need.step.value })) }))) : null,
  }
  for (const step of draft.steps) checkStep(step, 'steps', kinds, checks)
  for (const step of draft.onFailure) checkStep(step, 'on_failure', kinds, checks)
  for (const step of [...draft.steps, ...draft.onFailure]) checkRosterName(step, kinds, withOwnName(rosters, draft), problems)
  checkSelfStart(draft, kinds, problems)
  if (draft.outputs !== null) checkTemplates(draft.outputs, { part: 'outputs', step: null, perItem: false, secrets: outsideWith }, checks)
  const group = draft.concurrency?.group ?? null
  if (group !== null) checkTemplates({ kind: 'scalar', ...group }, { part: 'inputs', step: null, perItem: false, secrets: outsideWith }, checks)
  checkInputSecrets(draft, problems)
  checkQueues(draft, queues, problems)
  return { steps: steps.slice(0, main.length), onFailure: steps.slice(main.length) }
}

/** A file may name the pipeline that it is itself, also before it is saved. */
function withOwnName(rosters: RosterNames, { name }: PipelineDraft): RosterNames {
  return rosters.pipeline === undefined || name === null ? rosters : { ...rosters, pipeline: [...rosters.pipeline, name.value] }
}

function checkStep(step: StepDraft, part: 'steps' | 'on_failure', kinds: KindRulesByName, checks: ExpressionChecks): void {
  checkKind(step, kinds, checks.problems)
  const id = step.id?.value ?? null
  const once = { part, step: id, perItem: false, secrets: outsideWith }
  if (step.if !== null) checkCondition(step.if, checkBare('if', step.if, once, checks)?.source ?? '', checks.problems)
  if (step.map?.over != null) checkBare('over', step.map.over, once, checks)
  if (step.cache?.key != null)
    checkTemplates({ kind: 'scalar', ...step.cache.key }, { part, step: id, perItem: step.map !== null, secrets: outsideWith }, checks)
  if (step.with === null) return
  const kind = step.uses === null ? undefined : kinds.get(step.uses.value)
  // Of a kind that does not exist, nothing is known.
  const secrets = kind === undefined || step.uses === null ? () => null : insideWith(step.uses.value, kind.secretsIn ?? [])
  checkTemplates(step.with, { part, step: id, perItem: step.map !== null, secrets }, checks)
  checkSecrets(step.with, checks.problems)
}

function checkKind(step: StepDraft, kinds: KindRulesByName, problems: Problems): void {
  if (step.uses === null) return
  const { value: uses, range } = step.uses
  const kind = kinds.get(uses)
  if (kind === undefined) {
    const replacement = problems.suggest(uses, () => kinds.keys())
    problems.error({ code: 'unknown_kind', message: `There is no kind of step \`${uses}\`.${didYouMean(replacement)}`, range, replacement })
    return
  }
  checkWith({ config: kind.config, uses, with: step.with, range: step.withRange }, problems)
  if (step.with === null) return
  checkNoExpressions(step.with, kind.noExpressions ?? [], problems)
  checkTemplate(step.with, kind, problems)
}

function checkCondition({ range }: { readonly range: StepDraft['range'] }, source: string, problems: Problems): void {
  if (source.trim() === 'false') problems.warning({ code: 'never_runs', message: 'This step never runs: its condition is always false.', range })
}

/** A default stands under the input's name, which tells what it is. */
function checkInputSecrets(draft: PipelineDraft, problems: Problems): void {
  for (const { name, default: fallback } of draft.inputs) {
    if (fallback !== null && referencedSecrets(fallback.value).size > 0)
      problems.error({ code: 'secret_not_allowed', message: NOT_OUTSIDE_WITH, range: fallback.range })
    if (typeof fallback?.value === 'string') checkSecrets({ kind: 'scalar', value: fallback.value, range: fallback.range }, problems, name.value)
  }
}
