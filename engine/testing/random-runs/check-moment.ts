import { checkRows, violating, type Violation } from '../history/check-rows'
import { GrowingReplay } from '../history/replay-history'
import type { RunRows } from '../history/rows'
import { isRunOver } from '../../core/runs/run-state'
import { toRunPlan } from '../../core/runs/run-plan'
import type { Scenario } from './scenario'

/** Looks at all runs after each event: what is wrong with any of them by itself, and with what they share. */
export function momentsOf(scenario: Scenario): (all: readonly RunRows[]) => readonly Violation[] {
  const plans = new Map([scenario, scenario.child].map(({ spec }) => [spec.name, toRunPlan({ spec, number: 1, folder: '/' })]))
  // What nobody has touched since is the same object.
  const seen = new WeakSet<RunRows>()
  const histories = new Map<string, GrowingReplay>()
  return (all) => {
    const own = all.flatMap((rows) => {
      if (seen.has(rows)) return []
      seen.add(rows)
      const plan = plans.get(rows.run.pipelineName)
      if (plan === undefined) return violating('I1', [`nobody knows the pipeline ${rows.run.pipelineName}`])
      const history = histories.get(rows.run.id) ?? new GrowingReplay()
      histories.set(rows.run.id, history)
      return checkRows(rows, plan, history.upTo(rows.events))
    })
    return [...own, ...violating('I10', checkLanes(all, scenario)), ...violating('I11', checkGroup(all, scenario))]
  }
}

/** In no lane are more attempts at work than it has places. */
function checkLanes(all: readonly RunRows[], { lanes }: Scenario): readonly string[] {
  const held = new Map<string, number>()
  for (const { run, attempts } of all) {
    if (isRunOver(run.status)) continue
    for (const { status, lane } of attempts) if (status === 'running') held.set(lane, (held.get(lane) ?? 0) + 1)
  }
  return Object.entries(lanes).flatMap(([lane, limit]) => {
    const count = held.get(lane) ?? 0
    return count > limit ? [`${count} attempts of ${lane} are at work; ${limit} may be`] : []
  })
}

/** No more runs go on than their pipeline allows; nobody begins without a place, and no place is free while somebody waits. */
function checkGroup(all: readonly RunRows[], { spec }: Scenario): readonly string[] {
  const { concurrency } = spec
  if (concurrency === null) return []
  const open = all.filter(({ run }) => run.groupName !== null && !isRunOver(run.status))
  const holding = open.filter(({ run }) => run.admittedAt !== null).length
  const waiting = open.filter(({ run }) => run.admittedAt === null && run.pausedAt === null).length
  const begun = open.filter(({ run, attempts }) => run.admittedAt === null && (attempts.length > 0 || run.status !== 'queued'))
  return [
    ...(holding > concurrency.limit ? [`${holding} runs go on; ${concurrency.limit} may`] : []),
    ...(holding < concurrency.limit && waiting > 0 ? [`${waiting} runs wait, though a place is free`] : []),
    ...begun.map(({ run }) => `${run.id} has begun without a place`),
  ]
}
