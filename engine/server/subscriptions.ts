import { setImmediate as turn } from 'node:timers/promises'
import type { EngineEvent, EngineStatus, FailureNotice, RunEvent, StepNotice } from '../contract/events'
import type { LogLine, PlacedLogLine } from '../contract/log'
import type { LiveText } from '../contract/run'
import { isRunOver } from '../core/runs/run-state'
import { isStepOver } from '../core/runs/step-state'
import { EngineError } from '../core/shared/engine-error'
import type { BusMessage } from '../ports/bus'
import type { LiveTexts } from '../ports/live-texts'
import type { Audience } from '../ports/notices'
import type { LogSearchFilter } from '../ports/read-stores'
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
        // A read takes no turn of the event loop by itself: all else would wait for a long replay.
        await (batch.length < PAGE ? hints.pause(BATCH_EVERY_MS) : turn())
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

/** What a step gives out while it works; waits for a step that has said nothing yet. */
export async function* watchText(
  services: Services & { readonly liveTexts: LiveTexts },
  { stepRunId, attempt, afterOffset }: { stepRunId: string; attempt: number; afterOffset: number },
  signal: AbortSignal | undefined,
): AsyncGenerator<LiveText[]> {
  const hints = new Hints(services, (message) => message.type === 'text' && message.stepRunId === stepRunId, signal)
  let at = { attempt, offset: afterOffset }
  try {
    while (goesOn(services, signal)) {
      const live = services.liveTexts.read(stepRunId)
      if (live !== null && live.attempt !== at.attempt) at = { attempt: live.attempt, offset: 0 }
      const offset = live === null ? 0 : Math.max(live.offset, at.offset)
      const text = live?.text.slice(offset - live.offset) ?? ''
      if (text !== '') {
        at = { attempt: at.attempt, offset: offset + text.length }
        yield [{ attempt: at.attempt, offset, text }]
        await hints.pause(BATCH_EVERY_MS)
      } else if ((live === null || live.over) && (await isStepEnded(services, stepRunId))) return
      else await hints.next()
    }
  } catch (thrown) {
    throw toWireError(thrown)
  } finally {
    hints.close()
  }
}

const isStepEnded = async ({ read }: Services, stepRunId: string): Promise<boolean> => isStepOver((await read.step(stepRunId))?.status ?? 'cancelled')

/** Chunks of lines read at once. */
const CHUNKS_AT_ONCE = 256

/** Each new line of any run. Chunks are never divided between batches, so that whoever comes back misses none and sees none twice. */
export async function* watchLogs(services: Services, { afterPlace, text, levels, pipelineId }: { afterPlace: number } & Partial<LogSearchFilter>, signal: AbortSignal | undefined): AsyncGenerator<PlacedLogLine[]> {
  const hints = new Hints(services, (message) => message.type === 'log', signal)
  let last = afterPlace
  try {
    while (goesOn(services, signal)) {
      const found = await services.read.logsAfter(last, { text, levels, pipelineId }, CHUNKS_AT_ONCE)
      const moved = found.last > last
      last = found.last
      if (found.lines.length > 0) {
        yield [...found.lines]
        await hints.pause(BATCH_EVERY_MS)
      } else await (moved ? turn() : hints.next())
    }
  } catch (thrown) {
    throw toWireError(thrown)
  } finally {
    hints.close()
  }
}

/** Failures and notices that one batch tells at most; more help nobody. */
const MOST_TOLD = 50

type Failure = Extract<BusMessage, { type: 'failure' }>

async function tellFailures({ read }: Services, failures: readonly Failure[]): Promise<FailureNotice[]> {
  const told = await Promise.all(
    failures.map(async ({ runId, stepId, message, at }) => {
      const run = await read.run(runId)
      return run === null ? [] : [{ runId, externalId: run.externalId, pipelineId: run.pipelineId, pipelineName: run.pipelineName, stepId, message, at }]
    }),
  )
  return told.flat()
}

/** The engine's state now, and hints about what changed, gathered. */
export async function* watchEngine(
  services: Services & { readonly audience: Audience; status(): Promise<EngineStatus> },
  { showsNotices }: { showsNotices: boolean },
  signal: AbortSignal | undefined,
): AsyncGenerator<EngineEvent[]> {
  const failures: Failure[] = []
  const notices: StepNotice[] = []
  let settingsChanged = false
  let approvalsChanged = false
  const runs = new Set<string>()
  const pipelines = new Set<string>()
  const hints = new Hints(
    services,
    (message) => {
      if (message.type === 'run' || message.type === 'cancel') runs.add(message.runId)
      if (message.type === 'pipeline') pipelines.add(message.pipelineId)
      if (message.type === 'settings') settingsChanged = true
      if (message.type === 'approvals') approvalsChanged = true
      if (message.type === 'failure' && failures.length < MOST_TOLD) failures.push(message)
      if (message.type === 'notice' && notices.length < MOST_TOLD) notices.push(message.notice)
      return message.type !== 'log' && message.type !== 'text'
    },
    signal,
  )
  const leave = showsNotices ? services.audience.join() : () => undefined
  let shown = ''
  try {
    while (goesOn(services, signal)) {
      const events: EngineEvent[] = []
      if (runs.size > 0) events.push({ type: 'runs.changed', runIds: runs.size > MAX_HINTED ? [] : [...runs] })
      if (pipelines.size > 0) events.push({ type: 'pipelines.changed', pipelineIds: [...pipelines] })
      if (settingsChanged) events.push({ type: 'settings.changed' })
      if (approvalsChanged) events.push({ type: 'approvals.changed' })
      if (notices.length > 0) events.push({ type: 'notices', notices: notices.splice(0) })
      if (failures.length > 0) events.push({ type: 'failures', failures: await tellFailures(services, failures.splice(0)) })
      settingsChanged = false
      approvalsChanged = false
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
    leave()
    hints.close()
  }
}
