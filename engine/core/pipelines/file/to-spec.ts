import { DEFAULT_RETRY } from '../../retries/retry-policy'
import type { KindRules, KindRulesByName } from '../kind-rules'
import type { Problems } from '../problems'
import type { PipelineSpec, StepSpec } from '../spec'
import { toJsonObject } from '../yaml/placed'
import { inputOf, type PipelineDraft, type Policies, type StepDraft } from './draft'

/** The file as the engine runs it. Only for a draft without errors: what is missing here would be papered over. */
export function toSpec(draft: PipelineDraft, kinds: KindRulesByName, problems: Problems): PipelineSpec {
  return {
    name: draft.name?.value ?? '',
    description: draft.description,
    inputs: draft.inputs.map(inputOf),
    outputs: draft.outputs === null ? null : toJsonObject(draft.outputs),
    steps: draft.steps.map((step) => toStepSpec(step, draft, kinds, problems)),
  }
}

/** What the step says, then the file's defaults, then those of its kind. */
export function toStepSpec(step: StepDraft, { defaults }: PipelineDraft, kinds: KindRulesByName, problems: Problems): StepSpec {
  const kind: KindRules['defaults'] | undefined = kinds.get(step.uses?.value ?? '')?.defaults
  const id = step.id?.value ?? ''
  return {
    id,
    name: step.name ?? id,
    uses: step.uses?.value ?? '',
    with: step.with === null ? {} : toJsonObject(step.with),
    needs: step.needs.map((need) => ({ step: need.step.value, on: need.on })),
    if: step.if?.value ?? null,
    map: step.map === null ? null : { over: step.map.over?.value ?? '', maxParallel: step.map.maxParallel, onItemError: step.map.onItemError },
    queue: step.queue ?? defaults.queue ?? kind?.queue ?? 'default',
    timeoutMs: step.timeoutMs ?? defaults.timeoutMs ?? kind?.timeoutMs ?? 0,
    retry: retryOf(step, defaults),
    onLost: step.onLost ?? kind?.onLost ?? 'retry',
    line: problems.lineAt(step.range.start),
  }
}

const retryOf = (step: Policies, defaults: Policies): StepSpec['retry'] => ({ ...DEFAULT_RETRY, ...defaults.retry, ...step.retry })
