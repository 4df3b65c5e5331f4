import { groupBy } from '../../core/shared/group-by'
import type { AttemptRecord } from '../../ports/records'
import { violatingByClock, type Violation } from './check-rows'

/** How many attempts may be at work at the same time in each queue, and in each lane. */
export interface PlaceLimits {
  readonly queues: Readonly<Record<string, number>>
  readonly lanes: Readonly<Record<string, number>>
}

type Placed = Pick<AttemptRecord, 'queue' | 'lane' | 'startedAt' | 'finishedAt'>

/** I10: at no moment did more attempts hold places of a queue, or of a service or model, than there were. */
export function checkPlaces(attempts: readonly Placed[], { queues, lanes }: PlaceLimits): readonly Violation[] {
  const begun = attempts.filter(({ startedAt }) => startedAt !== null)
  return violatingByClock('I10', [
    ...over(
      groupBy(begun, ({ queue }) => queue),
      queues,
      'the queue',
    ),
    ...over(
      groupBy(begun, ({ lane }) => lane),
      lanes,
      'the lane',
    ),
  ])
}

const over = (groups: ReadonlyMap<string, readonly Placed[]>, limits: Readonly<Record<string, number>>, what: string): readonly string[] =>
  Object.entries(limits).flatMap(([name, limit]) => {
    const most = mostAtOnce(groups.get(name) ?? [])
    return most > limit ? [`${most} attempts were at work at once in ${what} ${name}, which has ${limit} places`] : []
  })

/** Who ends makes room for who begins at the same moment. */
function mostAtOnce(attempts: readonly Placed[]): number {
  const moves = attempts
    .flatMap(({ startedAt, finishedAt }) => [
      { at: startedAt ?? 0, by: 1 },
      { at: finishedAt ?? Number.POSITIVE_INFINITY, by: -1 },
    ])
    .sort((one, other) => one.at - other.at || one.by - other.by)
  let held = 0
  return moves.reduce((most, { by }) => Math.max(most, (held += by)), 0)
}
