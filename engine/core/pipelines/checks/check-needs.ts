import { didYouMean } from '../../shared/did-you-mean'
import type { NeedDraft, StepDraft } from '../file/draft'
import type { Found } from '../file/section'
import { findCycle } from '../graph'
import type { Problems } from '../problems'

/** A step that has an id, the first of its name. */
export type NamedStep = StepDraft & { readonly id: Found<string> }

/** The steps with an id, each id once; a second use of an id is a problem. */
export function namedSteps(steps: readonly StepDraft[], problems: Problems): readonly NamedStep[] {
  const named = new Map<string, NamedStep>()
  for (const step of steps) {
    const { id } = step
    if (id === null) continue
    const first = named.get(id.value)
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

/** The same steps with the needs that make sense: of another step, each once. The rest are problems. */
export function checkNeeds(steps: readonly NamedStep[], problems: Problems): readonly NamedStep[] {
  const ids = new Set(steps.map((step) => step.id.value))
  return steps.map((step) => {
    const before = new Set<string>()
    return { ...step, needs: step.needs.filter((need) => isSound(need, { step: step.id.value, before, ids, problems })) }
  })
}

interface NeedPlace {
  readonly step: string
  /** The sound needs that stand before this one; it is added to them. */
  readonly before: Set<string>
  readonly ids: ReadonlySet<string>
  readonly problems: Problems
}

function isSound({ step: { value, range } }: NeedDraft, { step, before, ids, problems }: NeedPlace): boolean {
  if (value === step) {
    problems.error({ code: 'self_need', message: `\`${value}\` needs itself.`, range })
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

/** Tells every loop, one for each group of steps that wait for each other. Answers whether there is none. */
export function checkCycles(steps: readonly NamedStep[], problems: Problems): boolean {
  const byId = new Map(steps.map((step) => [step.id.value, step]))
  let open = steps.map((step) => ({ id: step.id.value, needs: step.needs.map((need) => ({ step: need.step.value })) }))
  for (let loop = findCycle(open); loop !== null; loop = findCycle(open)) {
    const [first = '', second = ''] = loop
    const range = byId.get(first)?.needs.find((need) => need.step.value === second)?.step.range ?? { start: 0, end: 0 }
    problems.error({ code: 'cycle', message: `These steps wait for each other and could never start: ${shown(loop)}.`, range })
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
