import { placeOf, topLevel, type RunRows } from '../history/rows'
import type { StepRunRecord } from '../../ports/records'
import type { Foretold } from './oracle'

/** Where a run that has ended differs from what was foretold. A cancel may have ended anything earlier, and nothing otherwise. */
export function checkEnds(rows: RunRows, foretold: ReadonlyMap<string, Foretold>): readonly string[] {
  const cancelled = rows.run.cancelRequestedAt !== null
  const failed = [...foretold.values()].some(({ status }) => status === 'failed')
  const expected = cancelled ? 'cancelled' : failed ? 'failed' : 'succeeded'
  const wrong = rows.run.status === expected ? [] : [`the run ended ${rows.run.status}, not ${expected}`]
  return [...wrong, ...topLevel(rows).flatMap((step) => checkStep(step, rows, foretold.get(step.stepId), cancelled))]
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
  const expected = foretold === undefined ? 'absent' : `${foretold.status} after ${foretold.attempts}`
  const reason =
    foretold?.status === 'skipped' && (step.skipReason === 'upstream') !== foretold.afterFailure
      ? [`${placeOf(step)} was skipped for another reason than foretold: ${step.skipReason}`]
      : []
  return row === expected ? reason : [`${placeOf(step)} ended ${row}, not ${expected}`]
}
