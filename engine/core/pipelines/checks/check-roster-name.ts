import { didYouMean } from '../../shared/did-you-mean'
import type { StepDraft } from '../file/draft'
import type { KindRulesByName, RosterName, RosterNames } from '../kind-rules'
import type { Problems } from '../problems'
import { hasExpression } from '../template'

interface RosterWords {
  readonly code: string
  readonly noun: string
  /** Where a person adds one. */
  readonly place: string
}

const WORDS: Readonly<Record<RosterName, RosterWords>> = {
  model: { code: 'unknown_model', noun: 'model', place: 'under Models in the settings' },
  service: { code: 'unknown_service', noun: 'service', place: 'on the page Services' },
  pipeline: { code: 'unknown_pipeline', noun: 'pipeline', place: 'under Pipelines' },
}

/** Warns of a name that its roster does not have: it may be added before the pipeline runs, so it is no error. */
export function checkRosterName(step: StepDraft, kinds: KindRulesByName, rosters: RosterNames, problems: Problems): void {
  const roster = step.uses === null ? undefined : kinds.get(step.uses.value)?.roster
  const names = roster === undefined ? undefined : rosters[roster.of]
  const named = roster === undefined ? undefined : step.with?.entries.get(roster.key)?.value
  if (roster === undefined || names === undefined || named?.kind !== 'scalar' || typeof named.value !== 'string') return
  const { value: name, range } = named
  if (hasExpression(name) || names.includes(name)) return
  const { code, noun, place } = WORDS[roster.of]
  const replacement = problems.suggest(name, () => names)
  const cure = replacement === null ? ` Add it ${place} before this step runs.` : didYouMean(replacement)
  problems.warning({ code, message: `There is no ${noun} \`${name}\`.${cure}`, range, replacement })
}
