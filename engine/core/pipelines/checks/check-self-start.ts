import type { PipelineDraft } from '../file/draft'
import type { KindRulesByName } from '../kind-rules'
import type { Problems } from '../problems'

/** Warns of steps that start a run of their own pipeline: that may be meant, and must end somewhere. */
export function checkSelfStart(draft: PipelineDraft, kinds: KindRulesByName, problems: Problems): void {
  const own = draft.name?.value
  for (const { uses, with: config } of [...draft.steps, ...draft.onFailure]) {
    const roster = uses === null ? undefined : kinds.get(uses.value)?.roster
    const named = roster?.of === 'pipeline' ? config?.entries.get(roster.key)?.value : undefined
    if (named?.kind !== 'scalar' || named.value !== own) continue
    problems.warning({ code: 'starts_itself', message: 'This step starts a run of its own pipeline, which starts another: give it a condition that ends that, or ten runs deep it fails.', range: named.range })
  }
}
