import { didYouMean } from '../../shared/did-you-mean'
import { Ancestry } from '../ancestry'
import { referencedSecrets } from '../expressions'
import type { PipelineDraft, StepDraft } from '../file/draft'
import type { KindRulesByName } from '../kind-rules'
import type { Problems } from '../problems'
import { checkBare, checkTemplates, type ExpressionChecks } from './check-expressions'
import { checkCycles, checkNeeds, type NamedStep, namedSteps } from './check-needs'
import { checkSecrets } from './check-secrets'
import { insideWith, outsideWith } from './secret-places'
import { checkNoExpressions, checkTemplate, checkWith } from './check-with'

/** Checks what the parts of a file mean together. Answers the steps that make up its graph. */
export function checkPipeline(draft: PipelineDraft, kinds: KindRulesByName, problems: Problems): readonly NamedStep[] {
  const steps = checkNeeds(namedSteps(draft.steps, problems), problems)
  const sound = checkCycles(steps, problems)
  const checks: ExpressionChecks = {
    problems,
    steps: new Set(steps.map((step) => step.id.value)),
    inputs: new Set(draft.inputs.map((input) => input.name.value)),
    ancestry: sound ? new Ancestry(steps.map((step) => ({ id: step.id.value, needs: step.needs.map((need) => ({ step: need.step.value })) }))) : null,
  }
  for (const step of draft.steps) checkStep(step, kinds, checks)
  if (draft.outputs !== null) checkTemplates(draft.outputs, { step: null, perItem: false, secrets: outsideWith }, checks)
  checkInputSecrets(draft, problems)
  return steps
}

function checkStep(step: StepDraft, kinds: KindRulesByName, checks: ExpressionChecks): void {
  checkKind(step, kinds, checks.problems)
  const id = step.id?.value ?? null
  const once = { step: id, perItem: false, secrets: outsideWith }
  if (step.if !== null) checkCondition(step.if, checkBare('if', step.if, once, checks)?.source ?? '', checks.problems)
  if (step.map?.over != null) checkBare('over', step.map.over, once, checks)
  if (step.with === null) return
  const kind = step.uses === null ? undefined : kinds.get(step.uses.value)
  // Of a kind that does not exist, nothing is known.
  const secrets = kind === undefined || step.uses === null ? () => null : insideWith(step.uses.value, kind.secretsIn ?? [])
  checkTemplates(step.with, { step: id, perItem: step.map !== null, secrets }, checks)
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
    if (fallback !== null && referencedSecrets(fallback.value).size > 0) problems.error({ code: 'secret_not_allowed', message: outsideWith([]) ?? '', range: fallback.range })
    if (typeof fallback?.value === 'string') checkSecrets({ kind: 'scalar', value: fallback.value, range: fallback.range }, problems, name.value)
  }
}
