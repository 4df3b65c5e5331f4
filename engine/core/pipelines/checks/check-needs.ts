import { didYouMean } from '../../shared/did-you-mean'
import type { NamedStep, NeedDraft, StepDraft } from '../file/draft'
import { findCycle } from '../graph'
import type { Problems } from '../problems'

/** The steps with an id, each id once; a second use of an id, here or in another list that stands before, is a problem. */
export function namedSteps(steps: readonly StepDraft[], before: readonly NamedStep[], problems: Problems): readonly NamedStep[] {
  const named = new Map<string, NamedStep>()
  const elsewhere = new Map(before.map((step) => [step.id.value, step]))
  for (const step of steps) {
    const { id } = step
    if (id === null) continue
    const first = named.get(id.value) ?? elsewhere.get(id.value)
    if (first === undefined) named.set(id.value, { ...step, id })
    else
      problems.error({
        code: 'duplicate_id',
        message: `There is a step \`${id.value}\` already, on line ${problems.lineAt(first.id.range.start)}.`,
        range: id.range,
      })
  }
  return [...named.values()]
}

/** Which of a file's two lists of steps is looked at, and the steps of the other one: none may need them. */
export interface NeedScope {
  readonly list: 'steps' | 'on_failure'
  readonly others: readonly NamedStep[]
}

/** The same steps with the needs that make sense: of another step of the list, each once. The rest are problems. */
export function checkNeeds(steps: readonly NamedStep[], { list, others }: NeedScope, problems: Problems): readonly NamedStep[] {
  const ids = new Set(steps.map((step) => step.id.value))
  const otherIds = new Set(others.map((step) => step.id.value))
  return steps.map((step) => {
    const before = new Set<string>()
    return { ...step, needs: step.needs.filter((need) => isSound(need, { step: step.id.value, before, list, ids, otherIds, problems })) }
  })
}

interface NeedPlace {
  readonly step: string
  /** The sound needs that stand before this one; it is added to them. */
  readonly before: Set<string>
  readonly list: NeedScope['list']
  readonly ids: ReadonlySet<string>
  readonly otherIds: ReadonlySet<string>
  readonly problems: Problems
}

function isSound({ step: { value, range } }: NeedDraft, { step, before, list, ids, otherIds, problems }: NeedPlace): boolean {
  if (value === step) {
    problems.error({ code: 'self_need', message: `\`${value}\` needs itself.`, range })
    return false
  }
  if (otherIds.has(value)) {
    problems.error({ code: 'need_elsewhere', message: NEEDS_ELSEWHERE[list](value), range })
    return false
  }
  if (!ids.has(value)) {
    const replacement = problems.suggest(value, () => [...ids].filter((id) => id !== step))
    problems.error({ code: 'unknown_need', message: `There is no step \`${value}\`.${didYouMean(replacement)}`, range, replacement })
    return false
  }
  if (before.has(value)) {
    problems.error({ code: 'duplicate_need', message: `\`${value}\` is needed twice.`, range })
    return false
  }
  before.add(value)
  return true
}

const NEEDS_ELSEWHERE = {
  steps: (id: string) => `\`${id}\` runs only when all other steps have ended and one has failed, so nothing but steps of \`on_failure\` can need it.`,
  on_failure: (id: string) =>
    `\`${id}\` has always ended when the steps of \`on_failure\` start: leave out the need. What \`${id}\` came to is in \`steps.${id}\`.`,
} as const satisfies Record<NeedScope['list'], (id: string) => string>

/** Tells every loop, one for each group of steps that wait for each other. Answers whether there is none. */
export function checkCycles(steps: readonly NamedStep[], problems: Problems): boolean {
  let open = steps.map((step) => ({ id: step.id.value, needs: step.needs.map((need) => ({ step: need.step.value })) }))
  for (let loop = findCycle(open); loop !== null; loop = findCycle(open)) {
    const [first, second] = loop
    const message = `These steps wait for each other and could never start: ${shown(loop)}.`
    const needs = steps.filter(({ id }) => id.value === first).flatMap((step) => step.needs)
    for (const { step } of needs) if (step.value === second) problems.error({ code: 'cycle', message, range: step.range })
    const inLoop = new Set(loop)
    open = open.filter((step) => !inLoop.has(step.id))
  }
  return open.length === steps.length
}

const MAX_SHOWN = 50

function shown(loop: readonly string[]): string {
  if (loop.length <= MAX_SHOWN) return loop.join(' → ')
  return [...loop.slice(0, MAX_SHOWN), `… ${loop.length - MAX_SHOWN - 1} more …`, loop.at(-1)].join(' → ')
}
