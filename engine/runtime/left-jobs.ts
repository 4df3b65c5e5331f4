import { toEngineError } from '../core/shared/engine-error'
import type { Bus } from '../ports/bus'
import type { Clock } from '../ports/clock'
import type { Logger } from '../ports/logger'
import type { LeftJob, ReadStores } from '../ports/read-stores'
import type { Secrets } from '../ports/secrets'
import type { StepKinds } from '../ports/step-kind'
import type { UnitOfWork } from '../ports/unit-of-work'
import type { LogWriter } from './log-writer'
import { Loop } from './loop'

export interface LeftJobsDeps {
  readonly kinds: StepKinds
  readonly read: Pick<ReadStores, 'leftJobs'>
  readonly unitOfWork: UnitOfWork
  readonly logs: Pick<LogWriter, 'add'>
  readonly secrets: Pick<Secrets, 'masker'>
  readonly bus: Bus
  readonly clock: Clock
  readonly logger: Logger
}

const LOOK_EVERY_MS = 5000
/** Told at the same time; each may take as long as its service. */
const BATCH = 20
const TELL_WITHIN_MS = 10_000

/**
 * Calls off what other systems still work on for steps that were cancelled between two attempts, and forgets the jobs of
 * steps that have ended. A process that dies meanwhile is followed by one that tells them again.
 */
export class LeftJobs {
  readonly #deps: LeftJobsDeps
  readonly #loop: Loop
  #unsubscribe: (() => void) | null = null

  constructor(deps: LeftJobsDeps) {
    this.#deps = deps
    const { clock, logger } = deps
    this.#loop = new Loop({ name: 'call off jobs', everyMs: LOOK_EVERY_MS, tick: () => this.#look(), clock, logger })
  }

  start(): void {
    this.#unsubscribe = this.#deps.bus.subscribe(({ type }) => {
      if (type === 'cancel') this.#loop.wake()
    })
    this.#loop.start()
  }

  stop(): Promise<void> {
    this.#unsubscribe?.()
    return this.#loop.stop()
  }

  async #look(): Promise<number | null> {
    const { read, unitOfWork, clock } = this.#deps
    const left = await read.leftJobs(BATCH)
    if (left.length === 0) return null
    await Promise.all(left.filter(({ status }) => status === 'cancelled').map((job) => this.#callOff(job)))
    await unitOfWork.run(async (tx) => {
      for (const { stepRunId } of left) await tx.jobs.remove(stepRunId)
    })
    return left.length === BATCH ? clock.now() : null
  }

  async #callOff({ kind: name, job, ...place }: LeftJob): Promise<void> {
    const { kinds, logs, secrets, clock, logger } = this.#deps
    const stop = new AbortController()
    const cancelTimer = clock.callAt(clock.now() + TELL_WITHIN_MS, () => stop.abort(new Error('It took too long.')))
    try {
      await kinds.get(name)?.callOff?.(job, { signal: stop.signal, now: () => clock.now(), mask: (text) => secrets.masker().mask(text), log: (level, text) => logs.add(place, level, text) })
    } catch (thrown) {
      logger.warn('a job could not be called off', { runId: place.runId, stepId: place.stepId, reason: toEngineError(thrown).message })
    } finally {
      cancelTimer()
    }
  }
}
