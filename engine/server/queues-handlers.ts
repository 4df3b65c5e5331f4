import { LANE_KINDS, type LaneState, type PlacedAttempt, type QueueState } from '../contract/queue'
import { DEFAULT_QUEUES } from '../core/queues/default-queues'
import { NO_LANE } from '../ports/places'
import type { PlacedAttemptRecord } from '../ports/records'
import { removeQueue, saveQueue } from '../usecases/queues'
import type { EngineServices } from './context'
import { contract } from './middleware'

/** More than all queues together usually have places. */
const MOST_HOLDERS = 2000
const SHOWN_HOLDERS = 50
const SHOWN_WAITING = 20

type Line = Awaited<ReturnType<EngineServices['read']['waitingLines']>>[number]

export async function listQueues({ read, places, clock }: EngineServices): Promise<{ queues: QueueState[]; lanes: LaneState[] }> {
  const [counts, holders, lines] = await Promise.all([read.queues(), read.attemptsInPlaces(MOST_HOLDERS), read.waitingLines()])
  const queues = await Promise.all(
    Object.entries(places.queues).map(async ([name, concurrency]): Promise<QueueState> => {
      const { running, queued } = counts.find((each) => each.name === name) ?? { running: 0, queued: 0 }
      const own = lines.filter(({ queue }) => queue === name)
      const waiting = await Promise.all(own.map(({ lane }) => read.nextInLine(name, lane, SHOWN_WAITING)))
      return {
        name,
        concurrency,
        running,
        queued,
        builtIn: Object.hasOwn(DEFAULT_QUEUES, name),
        later: Math.max(0, queued - sum(own)),
        oldestSince: oldest(own),
        holders: shown(holders.filter(({ queue }) => queue === name)),
        waiting: waiting
          .flat()
          .map(toPlaced)
          .sort((one, other) => one.since - other.since)
          .slice(0, SHOWN_WAITING),
      }
    }),
  )
  const names = new Set([...places.lanes.keys(), ...holders.map(({ lane }) => lane), ...lines.map(({ lane }) => lane)])
  names.delete(NO_LANE)
  const lanes = [...names].sort().flatMap((lane): LaneState | readonly LaneState[] => {
    const of = LANE_KINDS.find((kind) => lane.startsWith(`${kind}:`))
    if (of === undefined) return []
    const limit = places.lanes.get(lane)?.limit ?? Infinity
    const held = holders.filter((each) => each.lane === lane)
    const own = lines.filter((line) => line.lane === lane)
    return {
      lane,
      of,
      name: lane.slice(of.length + 1),
      limit: limit === Infinity ? null : limit,
      running: held.length,
      queued: sum(own),
      oldestSince: oldest(own),
      holders: shown(held),
      shut: places.shut(lane, clock.now()),
    }
  })
  return { queues, lanes }
}

const sum = (lines: readonly Line[]): number => lines.reduce((count, line) => count + line.count, 0)
const oldest = (lines: readonly Line[]): number | null =>
  lines.reduce<number | null>((first, { since }) => (since === null ? first : Math.min(first ?? since, since)), null)
const toPlaced = ({ lane, ...attempt }: PlacedAttemptRecord): PlacedAttempt => ({ ...attempt, lane: lane === NO_LANE ? null : lane })
const shown = (attempts: readonly PlacedAttemptRecord[]): PlacedAttempt[] => attempts.slice(0, SHOWN_HOLDERS).map(toPlaced)

export const queuesHandlers = {
  list: contract.queues.list.handler(({ context: { services } }) => listQueues(services)),
  save: contract.queues.save.handler(async ({ input, context: { services } }) => {
    const { unitOfWork, clock, bus, places } = services
    const saved = await unitOfWork.run(async (tx) => {
      tx.afterCommit(() => bus.publish({ type: 'settings' }))
      return saveQueue(tx, input, clock.now())
    })
    // Whoever names it next finds it.
    await places.refresh()
    return saved
  }),
  remove: contract.queues.remove.handler(async ({ input: { name }, context: { services } }) => {
    const { unitOfWork, clock, bus, read, places } = services
    const [counts, pipelines] = await Promise.all([read.queues(), read.pipelinesInQueue(name)])
    const { running, queued } = counts.find((each) => each.name === name) ?? { running: 0, queued: 0 }
    await unitOfWork.run(async (tx) => {
      tx.afterCommit(() => bus.publish({ type: 'settings' }))
      await removeQueue(tx, name, { use: { attempts: running + queued, pipelines }, builtIn: DEFAULT_QUEUES, now: clock.now() })
    })
    await places.refresh()
    return { removed: true as const }
  }),
}
