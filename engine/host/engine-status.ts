import type { EngineStatus } from '../contract/events'
import { toEngineError } from '../core/shared/engine-error'
import type { ReadStores } from '../ports/read-stores'
import type { Health } from '../runtime/health'

export interface StatusDeps {
  readonly read: Pick<ReadStores, 'runCounts' | 'queues' | 'pausedRuns'>
  readonly health: Health
  /** Places of each queue, as they are now. */
  readonly places: () => Readonly<Record<string, number>>
}

interface Counted {
  readonly runs: Awaited<ReturnType<ReadStores['runCounts']>>
  readonly busy: Awaited<ReturnType<ReadStores['queues']>>
  readonly paused: number
}

const NOTHING: Counted = { runs: { running: 0, queued: 0, waiting: 0 }, busy: [], paused: 0 }

/** How the engine does. Also when its database cannot be read: it says so then, with the counts of the last time that it could. */
export function statusOf({ read, health, places }: StatusDeps): () => Promise<EngineStatus> {
  let last = NOTHING
  const count = async (): Promise<Counted> => {
    try {
      const [runs, busy, paused] = await Promise.all([read.runCounts(), read.queues(), read.pausedRuns()])
      last = { runs, busy, paused }
    } catch (thrown) {
      health.degraded(toEngineError(thrown))
    }
    return last
  }
  return async () => {
    const { runs, busy, paused } = await count()
    const known = new Map(busy.map((queue) => [queue.name, queue]))
    return {
      health: health.state,
      runningRuns: runs.running,
      queuedRuns: runs.queued,
      waitingRuns: runs.waiting,
      pausedRuns: paused,
      queues: Object.entries(places()).map(([name, concurrency]) => ({
        name,
        concurrency,
        running: known.get(name)?.running ?? 0,
        queued: known.get(name)?.queued ?? 0,
      })),
    }
  }
}
