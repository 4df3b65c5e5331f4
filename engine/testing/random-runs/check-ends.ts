import type { StepRunRecord } from '../../ports/records'
import { placeOf, topLevel, type RunRows } from '../history/rows'
import type { Lived } from './live'
import { foretell, foretoldEnd, type Foretold } from './oracle'

/** Where runs that have all ended differ from what was foretold. */
export const checkEnds = (lives: readonly Lived[]): readonly string[] => lives.flatMap((lived) => [...checkTaken(lived), ...checkRun(lived)])

/** A cancel may have ended anything earlier, and nothing otherwise. */
function checkRun({ rows, fated, child }: Lived): readonly string[] {
  const taken = topLevel(rows).filter(isTaken)
  const foretold = foretell(fated, child === null ? 'succeeded' : foretoldEnd(foretell(child)), new Map(taken.map((step) => [step.stepId, asTaken(step)])))
  const cancelled = rows.run.cancelRequestedAt !== null
  const expected = cancelled ? 'cancelled' : foretoldEnd(foretold)
  const wrong = rows.run.status === expected ? [] : [`the run ended ${rows.run.status}, not ${expected}`]
  return [...wrong, ...topLevel(rows).flatMap((step) => checkStep(step, rows, foretold.get(step.stepId), cancelled))]
}

const isTaken = ({ reusedFrom, attempt }: StepRunRecord): boolean => reusedFrom !== null && attempt === 0

const asTaken = ({ status, skipReason }: StepRunRecord): Foretold => ({ status: status === 'skipped' ? 'skipped' : 'succeeded', afterFailure: skipReason === 'upstream', attempts: 0, items: [] })

/** A retry takes over what ended well, with all its items, as long as all before it did, as it was; and nothing else. */
function checkTaken({ rows, fated, origin }: Lived): readonly string[] {
  const before = new Map(topLevel(origin ?? NOTHING).map((step) => [step.stepId, step]))
  const needs = new Map([...fated.spec.steps.map((step) => [step.id, step.needs.map((need) => need.step)] as const), ['outputs', lastOf(fated.spec.steps)] as const])
  const endedWell = (id: string): boolean => {
    const { status, map = null } = before.get(id) ?? {}
    return (status === 'succeeded' || status === 'skipped') && (map?.failed ?? 0) === 0 && (needs.get(id) ?? []).every(endedWell)
  }
  return topLevel(rows).flatMap((step) => {
    const earlier = before.get(step.stepId)
    const expected = needs.has(step.stepId) && endedWell(step.stepId)
    if (isTaken(step) !== expected) return [`${step.stepId} was ${expected ? 'not ' : ''}taken over; it had ${earlier?.status ?? 'not been there'}`]
    if (!expected) return []
    return step.status === earlier?.status && step.skipReason === earlier.skipReason && step.reusedFrom === (earlier.reusedFrom ?? earlier.id) ? [] : [`${step.stepId} was taken over as another`]
  })
}

const NOTHING = { steps: [] }

/** What the step that gives out the outputs needs: every step that no other needs. */
const lastOf = (steps: Lived['fated']['spec']['steps']): readonly string[] => {
  const needed = new Set(steps.flatMap((step) => step.needs.map((need) => need.step)))
  return steps.flatMap(({ id }) => (needed.has(id) ? [] : [id]))
}

function checkStep(step: StepRunRecord, rows: RunRows, foretold: Foretold | undefined, cancelled: boolean): readonly string[] {
  if (foretold === undefined) return [`${step.stepId} was not foretold`]
  const items = rows.steps.filter(({ parentId }) => parentId === step.id)
  // A failed item keeps others from beginning; so does a list that could be read only in part.
  const cut = cancelled || step.status !== 'succeeded'
  return [...checkEnd(step, foretold, cancelled), ...items.flatMap((item) => checkEnd(item, foretold.items[item.itemIndex ?? -1], cut))]
}

function checkEnd(step: StepRunRecord, foretold: Foretold | undefined, mayBeCut: boolean): readonly string[] {
  if (mayBeCut && step.status === 'cancelled') return []
  const row = `${step.status} after ${step.attempt}`
  // Items are taken over one by one.
  const attempts = step.itemIndex !== null && isTaken(step) ? 0 : foretold?.attempts
  const expected = foretold === undefined ? 'absent' : `${foretold.status} after ${attempts}`
  const reason =
    foretold?.status === 'skipped' && (step.skipReason === 'upstream') !== foretold.afterFailure
      ? [`${placeOf(step)} was skipped for another reason than foretold: ${step.skipReason}`]
      : []
  return row === expected ? reason : [`${placeOf(step)} ended ${row}, not ${expected}`]
}
