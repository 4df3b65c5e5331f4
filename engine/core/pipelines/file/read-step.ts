import { NEED_OUTCOMES, type NeedOutcome } from '../../../contract/pipeline'
import { LIMITS } from '../limits'
import { DEFAULT_NEED_OUTCOMES } from '../spec'
import type { Problems } from '../problems'
import type { Placed } from '../yaml/placed'
import type { MapDraft, NeedDraft, StepDraft } from './draft'
import { readCache } from './read-cache'
import { checkStepId } from './names'
import { POLICY_KEYS, readPolicies } from './read-policies'
import { type Found, Section, type Shape } from './section'

export const STEP: Shape = {
  what: 'a step',
  keys: ['id', 'name', 'uses', 'with', 'needs', 'if', 'map', 'cache', ...POLICY_KEYS, 'on_lost'],
  notYet: ['confidence', 'budget', 'concurrency'],
}

const NEED: Shape = { what: 'a need', keys: ['step', 'on'] }

const MAP: Shape = { what: '`map`', keys: ['over', 'max_parallel', 'on_item_error'] }

const DEFAULT_MAX_PARALLEL = 8

export function readStep(placed: Placed, problems: Problems): StepDraft | null {
  const section = Section.open(placed, STEP, problems)
  if (section === null) return null
  const uses = section.requiredText('uses')
  return {
    range: placed.range,
    id: readId(section),
    name: section.text('name')?.value ?? null,
    uses,
    with: section.map('with'),
    withRange: section.node.entries.get('with')?.keyRange ?? uses?.range ?? placed.range,
    needs: readNeeds(section),
    if: readCondition(section),
    map: readMap(section),
    cache: readCache(section),
    onLost: section.oneOf('on_lost', ['retry', 'fail', 'ask']),
    ...readPolicies(section),
  }
}

function readId(section: Section): Found<string> | null {
  const id = section.requiredText('id')
  return id !== null && checkStepId(id, section.problems) ? id : null
}

/** `if: false` is as good as `if: "false"`. */
function readCondition(section: Section): Found<string> | null {
  const value = section.entry('if')?.value
  if (value?.kind === 'scalar' && typeof value.value === 'boolean') return { value: String(value.value), range: value.range }
  return section.text('if')
}

function readNeeds(section: Section): readonly NeedDraft[] {
  const items = needsOf(section)
  const surplus = items[LIMITS.needs]
  if (surplus !== undefined) section.problems.error({ code: 'too_many', message: `A step has at most ${LIMITS.needs} needs.`, range: surplus.range })
  return items.slice(0, LIMITS.needs).flatMap((item) => readNeed(item, section.problems) ?? [])
}

function needsOf(section: Section): readonly Placed[] {
  const value = section.entry('needs')?.value
  if (value?.kind !== 'scalar' || typeof value.value !== 'string') return section.list('needs')?.items ?? []
  section.problems.error({ code: 'wrong_type', message: '`needs` is a list, also for a single step.', range: value.range, replacement: `[${value.value}]` })
  return [value]
}

function readNeed(item: Placed, problems: Problems): NeedDraft | null {
  if (item.kind === 'scalar' && typeof item.value === 'string') return { step: { value: item.value, range: item.range }, on: DEFAULT_NEED_OUTCOMES }
  if (item.kind !== 'map') {
    problems.error({ code: 'wrong_type', message: 'A need is the id of a step, or `{ step: id, on: [succeeded] }`.', range: item.range })
    return null
  }
  const section = Section.open(item, NEED, problems)
  const step = section?.requiredText('step') ?? null
  return section === null || step === null ? null : { step, on: readOutcomes(section) }
}

function readOutcomes(section: Section): readonly NeedOutcome[] {
  const list = section.list('on')
  if (list === null) return DEFAULT_NEED_OUTCOMES
  const outcomes = list.items.flatMap((item) => {
    const outcome = item.kind === 'scalar' ? NEED_OUTCOMES.find((each) => each === item.value) : undefined
    if (outcome === undefined)
      section.problems.error({
        code: 'wrong_value',
        message: `An outcome is one of ${NEED_OUTCOMES.map((each) => `\`${each}\``).join(', ')}.`,
        range: item.range,
      })
    return outcome ?? []
  })
  if (list.items.length === 0) section.problems.error({ code: 'empty', message: '`on` needs at least one outcome.', range: list.range })
  return [...new Set(outcomes)]
}

function readMap(section: Section): MapDraft | null {
  const entry = section.entry('map')
  const map = entry === null ? null : Section.open(entry.value, MAP, section.problems)
  if (map === null) return null
  return {
    over: map.requiredText('over'),
    maxParallel: map.whole('max_parallel', { least: 1, most: LIMITS.maxParallel }) ?? DEFAULT_MAX_PARALLEL,
    onItemError: map.oneOf('on_item_error', ['fail', 'continue']) ?? 'fail',
  }
}
