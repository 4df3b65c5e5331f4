import type { RunStatistics } from '../../engine/contract/run'
import type { World } from './sample-world'
import { chance } from './sample-ids'

interface Asked {
  readonly since: number
  readonly until?: number | undefined
  readonly buckets: number
}

/** Sample runs begin so long ago; what is missing up to now is made up. */
const GAP_MS = 9_900_000
const HOUR = 3_600_000

/** What the sample runs came to, with busier days than nights. `priced`: their models cost something. */
export function statisticsOf(world: World, { since, until = Date.now(), buckets }: Asked, priced: boolean): { stretches: RunStatistics[]; stretchMs: number } {
  const now = Date.now()
  const stretchMs = (until - since) / buckets
  const runs = world.runs({ createdAfter: since })
  const live = world.status().runningRuns > 0
  const stretches = Array.from({ length: buckets }, (_, place): RunStatistics => {
    const from = since + place * stretchMs
    const mine = runs.filter(({ createdAt }) => createdAt >= from && createdAt < from + stretchMs)
    const count = (status: string) => mine.filter((run) => run.status === status).length
    const more = live ? busyHours(from, Math.min(from + stretchMs, now), now) : 0
    const took = mine.flatMap(({ status, startedAt, finishedAt }) =>
      status === 'succeeded' && startedAt !== null && finishedAt !== null ? [finishedAt - startedAt] : [],
    )
    const succeeded = count('succeeded') + more
    const tokens = priced ? succeeded * 11_800 : 0
    return {
      from: Math.round(from),
      succeeded,
      failed: count('failed'),
      cancelled: count('cancelled'),
      p50Ms: took.length === 0 ? (more > 0 ? 10_400 : null) : (took.toSorted((a, b) => a - b)[Math.floor(took.length / 2)] ?? null),
      tokens,
      usd: (tokens * (0.0000011 + chance(Math.floor(from / HOUR), 3) * 0.000001)) / 1,
    }
  })
  return { stretches, stretchMs }
}

/** Whole hours of work between two times: more at noon, none at night, and something where the sample runs leave a gap. */
function busyHours(from: number, to: number, now: number): number {
  let sum = 0
  for (let hour = Math.ceil(from / HOUR); hour * HOUR < to; hour += 1) {
    const noon = Math.max(0, Math.sin(((hour % 24) / 24) * Math.PI * 2 - Math.PI / 2))
    sum += Math.round(noon * (14 + chance(hour, 1) * 16)) + (hour * HOUR > now - GAP_MS ? 12 + Math.round(chance(hour, 2) * 8) : 0)
  }
  return sum
}
