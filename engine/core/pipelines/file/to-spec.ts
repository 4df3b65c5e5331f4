import { DEFAULT_RETRY } from '../../retries/retry-policy'
import type { KindRules, KindRulesByName } from '../kind-rules'
import type { Problems } from '../problems'
import type { PipelineSpec, StepSpec } from '../spec'
import { toJsonObject } from '../yaml/placed'
import { inputOf, type NamedStep, type PipelineDraft, type Policies } from './draft'

/** The file as the engine runs it. Only for a draft without errors: what is missing here would be papered over. */
export function toSpec(draft: PipelineDraft, name: string, { steps, onFailure }: Pick<PipelineSpec, 'steps' | 'onFailure'>): PipelineSpec {
  return {
    name,
    description: draft.description,
    inputs: draft.inputs.map(inputOf),
    outputs: draft.outputs === null ? null : toJsonObject(draft.outputs),
    steps,
    onFailure,
    concurrency: draft.concurrency === null ? null : { ...draft.concurrency, group: draft.concurrency.group?.value ?? null },
  }
}

/** What the step says, then the file's defaults, then those of its kind. */
export function toStepSpec(step: NamedStep, { defaults }: PipelineDraft, kinds: KindRulesByName, problems: Problems): StepSpec {
  const kind: KindRules['defaults'] | undefined = kinds.get(step.uses?.value ?? '')?.defaults
  const id = step.id.value
  return {
    id,
    name: step.name ?? id,
    uses: step.uses?.value ?? '',
    with: step.with === null ? {} : toJsonObject(step.with),
    needs: step.needs.map((need) => ({ step: need.step.value, on: need.on })),
    if: step.if?.value ?? null,
    map: step.map === null ? null : { over: step.map.over?.value ?? '', maxParallel: step.map.maxParallel, onItemError: step.map.onItemError },
    cache: step.cache === null ? null : { key: step.cache.key?.value ?? '', ttlMs: step.cache.ttlMs ?? DEFAULT_CACHE_TTL },
    queue: step.queue?.value ?? defaults.queue?.value ?? kind?.queue ?? 'default',
    timeoutMs: step.timeoutMs ?? defaults.timeoutMs ?? kind?.timeoutMs ?? 0,
    retry: retryOf(step, defaults),
    onLost: step.onLost ?? kind?.onLost ?? 'retry',
    line: problems.lineAt(step.range.start),
  }
}

/** As long as most of what is asked of others stays true. */
const DEFAULT_CACHE_TTL = 86_400_000

const retryOf = (step: Policies, defaults: Policies): StepSpec['retry'] => ({ ...DEFAULT_RETRY, ...defaults.retry, ...step.retry })
