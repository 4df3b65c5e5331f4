import type { RunPlan } from '../../core/runs/run-plan'
import { groupBy } from '../../core/shared/group-by'
import type { RunRecord } from '../../ports/records'
import { violatingByClock, type Violation } from './check-rows'

type GroupedRun = Pick<RunRecord, 'pipelineId' | 'groupName' | 'versionId' | 'admittedAt' | 'finishedAt'>

/** I11: at no moment of the history did more runs of a group hold a place than it allows. */
export function checkGroupsOfRuns(runs: readonly GroupedRun[], planOf: (versionId: string) => Pick<RunPlan, 'spec'>): readonly Violation[] {
  const groups = groupBy(
    runs.filter(({ groupName, admittedAt }) => groupName !== null && admittedAt !== null),
    ({ pipelineId, groupName }) => `${pipelineId} ${groupName ?? ''}`,
  )
  return violatingByClock(
    'I11',
    [...groups].flatMap(([group, members]) => {
      const limit = Math.max(...members.map(({ versionId }) => planOf(versionId).spec.concurrency?.limit ?? Number.POSITIVE_INFINITY))
      const most = mostAtOnce(members)
      return most > limit ? [`${most} runs of the group ${group} went on at once; ${limit} may`] : []
    }),
  )
}

/** Who ends makes room for who begins at the same moment. */
function mostAtOnce(runs: readonly GroupedRun[]): number {
  const moves = runs
    .flatMap(({ admittedAt, finishedAt }) => [
      { at: admittedAt ?? 0, by: 1 },
      { at: finishedAt ?? Number.POSITIVE_INFINITY, by: -1 },
    ])
    .sort((one, other) => one.at - other.at || one.by - other.by)
  let held = 0
  return moves.reduce((most, { by }) => Math.max(most, (held += by)), 0)
}
