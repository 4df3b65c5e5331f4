import { checkRows, violating, type Violation } from '../history/check-rows'
import { GrowingReplay } from '../history/replay-history'
import type { RunRows } from '../history/rows'
import { isRunOver } from '../../core/runs/run-state'
import { toRunPlan } from '../../core/runs/run-plan'
import type { Scenario } from './scenario'

const NOTHING: readonly Violation[] = []

/** What is known of a run since it was last looked at. */
interface Watched {
  readonly rows: RunRows
  readonly history: GrowingReplay
  /** The lanes of its attempts at work; of a run that is over none counts. */
  readonly held: readonly string[]
}

/** Looks at all runs after each event: what is wrong with any of them by itself, and with what they share. */
export function momentsOf(scenario: Scenario): (all: readonly RunRows[]) => readonly Violation[] {
  const plans = new Map([scenario, scenario.child].map(({ spec }) => [spec.name, toRunPlan({ spec, number: 1, folder: '/' })]))
  const known = new Map<string, Watched>()
  const lanes = Object.entries(scenario.lanes).map(([lane, limit]) => ({ lane, limit, held: 0 }))
  const count = (held: readonly string[], by: number) => {
    for (const each of lanes) for (const lane of held) if (lane === each.lane) each.held += by
  }
  return (all) => {
    const wrong: Violation[] = []
    let isSame = true
    for (const rows of all) {
      const before = known.get(rows.run.id)
      // What nobody has touched since is the same object.
      if (before?.rows === rows) continue
      isSame = false
      const plan = plans.get(rows.run.pipelineName)
      if (plan === undefined) return violating('I1', [`nobody knows the pipeline ${rows.run.pipelineName}`])
      const now = { rows, history: before?.history ?? new GrowingReplay(), held: heldBy(rows) }
      known.set(rows.run.id, now)
      count(before?.held ?? [], -1)
      count(now.held, 1)
      wrong.push(...checkRows(rows, plan, now.history.upTo(rows.events)))
    }
    return isSame ? NOTHING : [...wrong, ...violating('I10', checkLanes(lanes)), ...violating('I11', checkGroup(all, scenario))]
  }
}

function heldBy({ run, attempts }: RunRows): readonly string[] {
  const held: string[] = []
  if (!isRunOver(run.status)) for (const { status, lane } of attempts) if (status === 'running') held.push(lane)
  return held
}

/** In no lane are more attempts at work than it has places. */
const checkLanes = (lanes: readonly { readonly lane: string; readonly limit: number; readonly held: number }[]): readonly string[] =>
  lanes.flatMap(({ lane, limit, held }) => (held > limit ? [`${held} attempts of ${lane} are at work; ${limit} may be`] : []))

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
