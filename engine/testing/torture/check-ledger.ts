import type { RunPlan } from '../../core/runs/run-plan'
import type { StepRunRecord } from '../../ports/records'
import { violating, violatingByClock, type Violation } from '../history/check-rows'
import { groupBy } from '../../core/shared/group-by'
import { itemsOf, placeOf, topLevel, type RunRows } from '../history/rows'
import { LEDGER, type LedgerCall } from './ledger'

const NEVER = Number.POSITIVE_INFINITY

/** Every call of a step carries the step's one key, and no two steps share one. */
export function checkKeys(ledger: readonly LedgerCall[]): readonly Violation[] {
  const place = (call: LedgerCall) => `${call.runId} ${placeOf(call)}`
  const several = (groups: Map<string, LedgerCall[]>, of: (call: LedgerCall) => string) => [...groups].filter(([, group]) => new Set(group.map(of)).size > 1)
  const byPlace = several(groupBy(ledger, place), ({ key }) => key).map(([step]) => `${step} was called with several idempotency keys`)
  const byKey = several(
    groupBy(ledger, ({ key }) => key),
    place,
  ).map(([key]) => `the idempotency key ${key} was used by several steps`)
  return violating('I5', [...byPlace, ...byKey])
}

/** The outside world saw each step as often as its attempts explain, after its needs had ended and before it ended itself. */
export function checkLedger(rows: RunRows, plan: RunPlan, calls: readonly LedgerCall[]): readonly Violation[] {
  const byPlace = groupBy(calls, placeOf)
  const steps = new Map(topLevel(rows).map((step) => [step.stepId, step]))
  return rows.steps.flatMap((step) => {
    const own = byPlace.get(placeOf(step)) ?? []
    const needs = plan.steps.get(step.stepId)?.needs ?? []
    const from = Math.max(0, ...needs.map((need) => steps.get(need.step)?.finishedAt ?? NEVER))
    const early = own.filter(({ at }) => at < from).map(({ attempt }) => `${placeOf(step)} was called in attempt ${attempt} before what it needs had ended`)
    const late = own
      .filter(({ at }) => at > (step.finishedAt ?? NEVER))
      .map(({ attempt }) => `${placeOf(step)} was called in attempt ${attempt} after it had ended`)
    return [...violating('I4', checkCalls(step, rows, own)), ...violatingByClock('I9', early), ...violatingByClock('I14', late)]
  })
}

function checkCalls(step: StepRunRecord, rows: RunRows, calls: readonly LedgerCall[]): readonly string[] {
  const attempts = rows.attempts.filter(({ stepRunId }) => stepRunId === step.id)
  const known = new Set(attempts.map(({ number }) => number))
  const called = new Set(calls.map(({ attempt }) => attempt))
  // A mapped step calls through its items only.
  const mapped = step.itemIndex === null && itemsOf(rows, step).length > 0
  // One that took its output over called nobody.
  const silent = mapped || step.kind !== LEDGER || step.reusedFrom !== null
  const done = silent ? [] : attempts.filter(({ status }) => status === 'succeeded' || status === 'failed')
  return [
    ...(called.size < calls.length ? [`${placeOf(step)} was called ${calls.length} times in ${called.size} attempts`] : []),
    ...[...called].filter((attempt) => !known.has(attempt)).map((attempt) => `${placeOf(step)} was called in attempt ${attempt}, which is not recorded`),
    ...done
      .filter(({ number }) => !called.has(number))
      .map(({ number, status }) => `${placeOf(step)}, attempt ${number}, is said to have ${status}, and the ledger knows nothing of it`),
  ]
}

/** No step lost more attempts than something was done to the engine. */
export const checkLosses = (rows: RunRows, mostLost = Number.POSITIVE_INFINITY): readonly Violation[] =>
  violating(
    'I4',
    rows.steps.flatMap((step) => {
      const lost = rows.attempts.filter(({ stepRunId, status }) => stepRunId === step.id && status === 'lost').length
      return lost > mostLost ? [`${placeOf(step)} lost ${lost} attempts; ${mostLost} can be explained`] : []
    }),
  )
