import type { RunPlan } from '../../core/runs/run-plan'
import { groupBy } from '../../core/shared/group-by'
import type { RunRecord } from '../../ports/records'
import { violatingByClock, type Violation } from './check-rows'

type GroupedRun = Pick<RunRecord, 'id' | 'externalId' | 'pipelineId' | 'groupName' | 'versionId' | 'createdAt' | 'admittedAt' | 'finishedAt' | 'error'>

/** I11: a run was left out, or cancelled to make room, as its pipeline says and only when its group was full. */
export function checkOverlaps(runs: readonly GroupedRun[], planOf: (versionId: string) => Pick<RunPlan, 'spec'>): readonly Violation[] {
  const groups = groupBy(
    runs.filter(({ groupName }) => groupName !== null),
    ({ pipelineId, groupName }) => `${pipelineId} ${groupName ?? ''}`,
  )
  return violatingByClock(
    'I11',
    [...groups.values()].flatMap((members) => members.flatMap((run) => checkLeft(run, members, planOf(run.versionId)))),
  )
}

const TO_MAKE_ROOM = 'to make room for'

function checkMadeRoom({ externalId, error, createdAt }: GroupedRun, members: readonly GroupedRun[], overlap: string): readonly string[] {
  const newer = members.find((other) => error?.message.includes(`${TO_MAKE_ROOM} ${other.externalId} `) === true)
  return [
    ...(overlap === 'cancel_oldest' ? [] : [`${externalId} made room, though its pipeline says ${overlap}`]),
    ...(newer !== undefined && newer.createdAt >= createdAt ? [] : [`${externalId} made room for a run of its group that is not there, or is older`]),
  ]
}

function checkLeft(run: GroupedRun, members: readonly GroupedRun[], { spec }: Pick<RunPlan, 'spec'>): readonly string[] {
  const { concurrency } = spec
  if (concurrency === null) return []
  if (run.error?.code === 'cancelled' && run.error.message.includes(TO_MAKE_ROOM)) return checkMadeRoom(run, members, concurrency.overlap)
  if (run.error?.code !== 'run_skipped') return []
  const holders = members.filter(
    (other) =>
      other.id !== run.id && other.admittedAt !== null && other.admittedAt <= run.createdAt && (other.finishedAt ?? Number.POSITIVE_INFINITY) >= run.createdAt,
  )
  return [
    ...(concurrency.overlap === 'skip' ? [] : [`${run.externalId} was left out, though its pipeline says ${concurrency.overlap}`]),
    ...(run.admittedAt === null ? [] : [`${run.externalId} was left out, though it had a place`]),
    ...(holders.length >= concurrency.limit ? [] : [`${run.externalId} was left out, though its group held ${holders.length} of ${concurrency.limit} places`]),
  ]
}
