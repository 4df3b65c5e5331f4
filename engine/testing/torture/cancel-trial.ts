import { setTimeout as sleep } from 'node:timers/promises'
import { toEngineError } from '../../core/shared/engine-error'
import type { AskedEngine } from './asked-engine'
import type { SeededRandom } from './random'

/** What is cancelled: runs of every kind of step that may be at work, or wait, at that moment. */
export const CANCELLED_PIPELINES: readonly string[] = [
  {
    name: 'calling',
    steps: [
      { id: 'call', uses: 'ledger', with: { work_ms: 400 } },
      { id: 'again', uses: 'ledger', needs: ['call'] },
    ],
  },
  {
    name: 'listing',
    steps: [
      { id: 'each', uses: 'ledger', map: { over: 'range(12)', max_parallel: 3 }, with: { work_ms: 60 } },
      { id: 'after', uses: 'ledger', needs: ['each'] },
    ],
  },
  {
    name: 'trying',
    steps: [{ id: 'flaky', uses: 'ledger', retry: { attempts: 20, backoff: 'fixed', delay: '40ms', jitter: 'none' }, with: { failing_tries: 19 } }],
  },
  {
    name: 'sleeping',
    steps: [
      { id: 'sleep', uses: 'wait', with: { for: '1h' } },
      { id: 'beside', uses: 'ledger', with: { wait_ms: 200 } },
    ],
  },
  {
    name: 'asking',
    steps: [
      { id: 'ask', uses: 'approval', with: { question: 'Go on?' } },
      { id: 'beside', uses: 'ledger' },
    ],
  },
  { name: 'starting', steps: [{ id: 'start', uses: 'pipeline', with: { pipeline: 'calling' } }] },
  { name: 'scripting', steps: [{ id: 'loop', uses: 'script', with: { code: 'for (;;) {}', timeout_ms: 60_000 } }] },
  { name: 'commanding', steps: [{ id: 'run', uses: 'shell', with: { command: ['sh', '-c', "trap '' TERM; sleep 60 & sleep 60"] } }] },
].map((pipeline) => JSON.stringify(pipeline))

/** Cheap ones come more often than those that start a process or a thread. */
const NAMES = [
  'calling',
  'listing',
  'trying',
  'sleeping',
  'asking',
  'starting',
  'calling',
  'listing',
  'trying',
  'sleeping',
  'asking',
  'starting',
  'calling',
  'listing',
  'trying',
  'scripting',
  'commanding',
]

export interface CancelTrial {
  readonly pipeline: string
  /** From the question to the answer, which comes when nothing of the run is alive (ms). */
  readonly tookMs: number
  /** What the receipt says. */
  readonly stoppedInMs: number | null
  /** It had ended before. */
  readonly late: boolean
}

const LONGEST_MS = 350

/** Starts a run and cancels it at a random moment. */
export async function cancelAtRandom(engine: Pick<AskedEngine, 'client' | 'start'>, random: SeededRandom): Promise<CancelTrial> {
  const pipeline = random.of(NAMES)
  const runId = await engine.start(pipeline)
  await sleep(random.below(LONGEST_MS))
  const asked = performance.now()
  try {
    const { stoppedInMs } = await engine.client.runs.cancel({ runId })
    return { pipeline, tookMs: performance.now() - asked, stoppedInMs, late: false }
  } catch (thrown) {
    if (toEngineError(thrown).code !== 'run_already_finished') throw thrown
    return { pipeline, tookMs: performance.now() - asked, stoppedInMs: 0, late: true }
  }
}
