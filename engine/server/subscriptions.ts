import type { EngineEvent, EngineStatus, RunEvent } from '../contract/events'
import type { LogLine } from '../contract/log'
import { isRunOver } from '../core/runs/run-state'
import { EngineError } from '../core/shared/engine-error'
import type { BusMessage } from '../ports/bus'
import type { EngineServices } from './context'
import { engineStopping, toWireError } from './middleware'

/** Batches follow each other no closer than this: a screen draws a frame, not a message. */
const BATCH_EVERY_MS = 30
/** Looks by itself this often: a lost hint costs a second. */
const POLL_MS = 1000
const PAGE = 500
/** Hints about lists are gathered this long. */
const HINTS_EVERY_MS = 200
const MAX_HINTED = 500

type Services = Pick<EngineServices, 'read' | 'bus' | 'clock' | 'stopping'>

/** Waits for a hint that concerns us, at most a poll interval. Subscribed from the start: what comes meanwhile is kept. */
class Hints {
  readonly #unsubscribe: () => void
  readonly #services: Services
  readonly #signal: AbortSignal | undefined
  #pending = false
  #wake: (() => void) | null = null

  constructor(services: Services, concerns: (message: BusMessage) => boolean, signal: AbortSignal | undefined) {
    this.#services = services
    this.#signal = signal
    this.#unsubscribe = services.bus.subscribe((message) => {
      if (!concerns(message)) return
      this.#pending = true
      this.#wake?.()
    })
    signal?.addEventListener('abort', this.#onAbort)
    services.stopping.addEventListener('abort', this.#onAbort)
  }

  readonly #onAbort = () => this.#wake?.()

  get #isOver(): boolean {
    return this.#signal?.aborted === true || this.#services.stopping.aborted
  }

  async next(): Promise<void> {
    if (!this.#pending && !this.#isOver) await this.#sleep(POLL_MS, true)
    this.#pending = false
  }

  /** Not cut short by hints. */
  pause(ms: number): Promise<void> {
    return this.#isOver ? Promise.resolve() : this.#sleep(ms, false)
  }

  #sleep(ms: number, wakes: boolean): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#services.clock.callAt(this.#services.clock.now() + ms, () => done())
      const done = () => {
        cancel()
        this.#wake = null
        resolve()
      }
      this.#wake = () => {
        if (wakes || this.#isOver) done()
      }
    })
  }

  close(): void {
    this.#unsubscribe()
    this.#signal?.removeEventListener('abort', this.#onAbort)
    this.#services.stopping.removeEventListener('abort', this.#onAbort)
  }
}

/** False when the reader has gone; throws when it is the engine that goes. */
function goesOn({ stopping }: Services, signal: AbortSignal | undefined): boolean {
  if (signal?.aborted === true) return false
  if (stopping.aborted) throw engineStopping()
  return true
}

interface Follow<T> {
  readonly read: (afterSeq: number) => Promise<readonly T[]>
  /** Asked before a read: when it says yes and the read is empty, nothing more can come. */
  readonly isOver: () => Promise<boolean>
  readonly concerns: (message: BusMessage) => boolean
  readonly afterSeq: number
  readonly signal: AbortSignal | undefined
}

/** Replays from the store, then follows: rows decide, hints only make it quick. */
async function* follow<T extends { readonly seq: number }>(services: Services, { read, isOver, concerns, afterSeq, signal }: Follow<T>): AsyncGenerator<T[]> {
  const hints = new Hints(services, concerns, signal)
  let last = afterSeq
  try {
    while (goesOn(services, signal)) {
      const over = await isOver()
      const batch = await read(last)
      const newest = batch.at(-1)
      if (newest !== undefined) {
        last = newest.seq
        yield [...batch]
        if (batch.length < PAGE) await hints.pause(BATCH_EVERY_MS)
      } else if (over) return
      else await hints.next()
    }
  } catch (thrown) {
    throw toWireError(thrown)
  } finally {
    hints.close()
  }
}

async function requireRun({ read }: Services, runId: string): Promise<void> {
  if ((await read.run(runId)) === null) throw toWireError(new EngineError('run_not_found', 'There is no such run; it may have been removed.'))
}

const isRunEnded = (services: Services, runId: string) => async (): Promise<boolean> => {
  const run = await services.read.run(runId)
  return run === null || isRunOver(run.status)
}

export async function* watchRun(services: Services, { runId, afterSeq }: { runId: string; afterSeq: number }, signal: AbortSignal | undefined): AsyncGenerator<RunEvent[]> {
  await requireRun(services, runId)
  yield* follow(services, {
    read: (seq) => services.read.events(runId, seq, PAGE),
    isOver: isRunEnded(services, runId),
    concerns: (message) => message.type === 'run' && message.runId === runId,
    afterSeq,
    signal,
  })
}

export async function* watchLog(services: Services, { runId, afterSeq }: { runId: string; afterSeq: number }, signal: AbortSignal | undefined): AsyncGenerator<LogLine[]> {
  await requireRun(services, runId)
  yield* follow(services, {
    read: (seq) => services.read.log(runId, { afterSeq: seq, limit: PAGE }),
    isOver: isRunEnded(services, runId),
    concerns: (message) => (message.type === 'log' || message.type === 'run') && message.runId === runId,
    afterSeq,
    signal,
  })
}

/** The engine's state now, and hints about what changed, gathered. */
export async function* watchEngine(services: Services & { status(): Promise<EngineStatus> }, signal: AbortSignal | undefined): AsyncGenerator<EngineEvent[]> {
  const runs = new Set<string>()
  const pipelines = new Set<string>()
  const hints = new Hints(
    services,
    (message) => {
      if (message.type === 'run' || message.type === 'cancel') runs.add(message.runId)
      if (message.type === 'pipeline') pipelines.add(message.pipelineId)
      return message.type !== 'log'
    },
    signal,
  )
  let shown = ''
  try {
    while (goesOn(services, signal)) {
      const events: EngineEvent[] = []
      if (runs.size > 0) events.push({ type: 'runs.changed', runIds: runs.size > MAX_HINTED ? [] : [...runs] })
      if (pipelines.size > 0) events.push({ type: 'pipelines.changed', pipelineIds: [...pipelines] })
      runs.clear()
      pipelines.clear()
      const status = await services.status()
      const text = JSON.stringify(status)
      if (text !== shown) events.push({ type: 'status', status })
      shown = text
      if (events.length > 0) yield events
      await hints.pause(HINTS_EVERY_MS)
      await hints.next()
    }
  } catch (thrown) {
    throw toWireError(thrown)
  } finally {
    hints.close()
  }
}
