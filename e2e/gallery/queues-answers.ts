import type { LaneState, PlacedAttempt, QueueState } from '../../engine/contract/queue'
import { lanesIn } from './services-answers'
import type { World } from './sample-world'

const SECOND = 1000

function placed(world: World, count: number, change: (index: number) => Partial<PlacedAttempt>): PlacedAttempt[] {
  const runs = world.runs({}).slice(0, 5)
  return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const run = runs[index % Math.max(1, runs.length)]
    if (run === undefined) return []
    const { id: runId, externalId, pipelineName } = run
    return [
      {
        runId,
        externalId,
        pipelineName,
        stepRunId: `01980000-0000-7000-8000-${String(index).padStart(12, '0')}`,
        stepId: 'summarise',
        itemIndex: index,
        attempt: 1,
        priority: 0,
        queue: 'medium',
        lane: 'model:fast-chat',
        since: Date.now() - (index + 1) * 7 * SECOND,
        ...change(index),
      },
    ]
  })
}

const queue = (name: string, concurrency: number, change: Partial<QueueState> = {}): QueueState => ({
  name,
  concurrency,
  running: 0,
  queued: 0,
  builtIn: true,
  later: 0,
  oldestSince: null,
  holders: [],
  waiting: [],
  ...change,
})

const saved = new WeakMap<World, readonly QueueState[]>()

/** The queues of a world: with work, one full and with a flood behind it; without, empty. */
export function queuesIn(world: World): readonly QueueState[] {
  const known = saved.get(world)
  if (known !== undefined) return known
  if (world.pipelines.length === 0) return [queue('heavy', 2), queue('medium', 10), queue('default', 50)]
  const holders = placed(world, 10, () => ({}))
  const waiting = placed(world, 20, (index) => ({ itemIndex: index + 10, since: Date.now() - (240 - index) * SECOND }))
  return [
    queue('heavy', 2, {
      running: 1,
      holders: placed(world, 1, () => ({ queue: 'heavy', stepId: 'render', itemIndex: null, lane: null, since: Date.now() - 95 * SECOND })),
    }),
    queue('medium', 10, { running: 10, queued: 1204, later: 3, oldestSince: Date.now() - 240 * SECOND, holders, waiting }),
    queue('default', 50),
    queue('nightly', 4, { builtIn: false }),
  ]
}

/** Services as their page knows them, and a model that wants to be left alone. */
export function allLanesIn(world: World): readonly LaneState[] {
  if (world.pipelines.length === 0) return []
  const holders = placed(world, 10, () => ({}))
  const model: LaneState = {
    lane: 'model:fast-chat',
    of: 'model',
    name: 'fast-chat',
    limit: null,
    running: 10,
    queued: 1201,
    oldestSince: Date.now() - 240 * SECOND,
    holders,
    shut: { until: Date.now() + 42 * SECOND, because: 'said that it takes no more requests for now' },
  }
  return [model, ...lanesIn(world).filter(({ limit }) => limit !== null && limit < 50)]
}

export function saveQueue(world: World, { name, concurrency }: { readonly name: string; readonly concurrency: number }): { name: string; concurrency: number } {
  const before = queuesIn(world)
  const known = before.find((each) => each.name === name)
  saved.set(
    world,
    known === undefined ? [...before, queue(name, concurrency, { builtIn: false })] : before.map((each) => (each === known ? { ...each, concurrency } : each)),
  )
  return { name, concurrency }
}
