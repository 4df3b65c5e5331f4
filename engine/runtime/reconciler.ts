import { toEngineError } from '../core/shared/engine-error'
import type { Bus } from '../ports/bus'
import type { Clock } from '../ports/clock'
import type { Ids } from '../ports/ids'
import type { Logger } from '../ports/logger'
import type { ReadStores } from '../ports/read-stores'
import type { AttemptKey } from '../ports/records'
import type { UnitOfWork } from '../ports/unit-of-work'
import { expireApproval } from '../usecases/approvals'
import { endAttempt, endChildWait, endTimer, restoreAttempt, type Wakes } from '../usecases/attempts'
import { limitIn } from '../usecases/group-limit'
import { hintsOn } from '../usecases/hints'
import { fillGroup } from '../usecases/run-groups'
import type { RunPlans } from '../usecases/run-plans'
import { Loop } from './loop'

export interface ReconcilerDeps {
  readonly read: ReadStores
  readonly unitOfWork: UnitOfWork
  readonly plans: RunPlans
  readonly bus: Bus
  readonly clock: Clock
  readonly ids: Ids
  readonly logger: Logger
  readonly wake: (wakes: Wakes) => void
  /** Renews what this process holds: after a sleep of the machine its leases look expired, though its work goes on. */
  readonly renewOwn: () => Promise<unknown>
}

/** Rows looked at in one go: bounds each transaction. */
const BATCH = 100
/** Groups looked at in one go; looking is all that mostly happens. */
const GROUPS = 1000
const RECONCILE_EVERY_MS = 5000

/**
 * Compares what should be going on with what is, from the database alone: attempts whose worker is gone, ready steps
 * that nobody queued, timers that are due. Messages only make it come earlier.
 */
export class Reconciler {
  readonly #deps: ReconcilerDeps
  readonly #loop: Loop
  readonly #timers: Loop

  constructor(deps: ReconcilerDeps) {
    this.#deps = deps
    const { clock, logger } = deps
    this.#loop = new Loop({ name: 'reconcile', everyMs: RECONCILE_EVERY_MS, tick: () => this.#reconcile(), clock, logger })
    this.#timers = new Loop({ name: 'timers', everyMs: RECONCILE_EVERY_MS, tick: () => this.#wakeDue(), clock, logger })
  }

  start(): void {
    this.#loop.start()
    this.#timers.start()
  }

  timersAdded(timers: readonly number[]): void {
    for (const at of timers) this.#timers.wakeAt(at)
  }

  async stop(): Promise<void> {
    await Promise.all([this.#loop.stop(), this.#timers.stop()])
  }

  /**
   * Gives up every attempt that is said to be at work. Only for the single owner of a database, before it claims
   * anything: whoever held them is gone.
   */
  async recoverAll(): Promise<number> {
    let recovered = 0
    for (let lost = await this.#deps.read.attemptsAtWork(BATCH); lost.length > 0; lost = await this.#deps.read.attemptsAtWork(BATCH)) {
      await this.#giveUp(lost)
      recovered += lost.length
    }
    return recovered
  }

  async #reconcile(): Promise<null> {
    const { read, clock, unitOfWork, plans, wake, logger, renewOwn } = this.#deps
    await renewOwn()
    const expired = await read.expiredAttempts(clock.now(), BATCH)
    if (expired.length > 0) logger.warn('attempts lost their worker', { count: expired.length })
    await this.#giveUp(expired)
    await this.#each(await read.readyWithoutAttempt(BATCH), async (stepRunId) => {
      wake(await unitOfWork.run((tx) => restoreAttempt(tx, stepRunId, { plans, now: clock.now() })))
    })
    await this.#fillGroups()
    await this.#each(await read.waitingForEndedChild(BATCH), (stepRunId) => this.#endChildWait(stepRunId))
    return null
  }

  /** A place that became free goes to another run with the end of the first; this is for what a fault of ours left. */
  async #fillGroups(): Promise<void> {
    const { read, unitOfWork, plans, clock, bus, wake } = this.#deps
    await this.#each(await read.waitingGroups(GROUPS), async ({ runId, versionId, held }) => {
      const plan = await plans.of(versionId).catch(() => null)
      if (plan !== null && held >= limitIn(plan)) return
      wake(await unitOfWork.run((tx) => fillGroup(tx, runId, { plans, now: clock.now(), ...hintsOn(bus) })))
    })
  }

  /** One that cannot be gone on with, such as a run whose plan is lost, keeps no other from its turn. */
  async #each<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
    for (const result of await Promise.allSettled(all.map(work)))
      if (result.status === 'rejected') this.#deps.logger.error('a run could not be taken further', { reason: toEngineError(result.reason).message })
  }

  async #endChildWait(stepRunId: string): Promise<void> {
    const { unitOfWork, plans, clock, bus, wake } = this.#deps
    const { runId, wakes } = await unitOfWork.run((tx) => endChildWait(tx, stepRunId, { plans, now: clock.now(), ...hintsOn(bus) }))
    wake(wakes)
    if (runId !== null) bus.publish({ type: 'run', runId })
  }

  async #giveUp(attempts: readonly AttemptKey[]): Promise<void> {
    const { read, unitOfWork, plans, clock, ids, bus, wake } = this.#deps
    await Promise.all(
      attempts.map(async (key) => {
        const step = await read.step(key.stepRunId)
        if (step === null) return
        const end = { ...key, runId: step.runId, outcome: { kind: 'lost' }, values: null, usages: [], random: ids.random() } as const
        wake(await unitOfWork.run((tx) => endAttempt(tx, end, { plans, now: clock.now(), ...hintsOn(bus) })))
        bus.publish({ type: 'run', runId: step.runId })
      }),
    )
  }

  async #wakeDue(): Promise<number | null> {
    const { read, unitOfWork, plans, clock, bus, wake } = this.#deps
    const due = await read.dueTimers(clock.now(), BATCH)
    await this.#each(due, async (stepRunId) => {
      const { runId, wakes } = await unitOfWork.run((tx) => endTimer(tx, stepRunId, { plans, now: clock.now(), ...hintsOn(bus) }))
      wake(wakes)
      if (runId !== null) bus.publish({ type: 'run', runId })
    })
    await this.#expireQuestions()
    return earliest(await read.nextTimer(), await read.nextExpiry())
  }

  async #expireQuestions(): Promise<void> {
    const { read, unitOfWork, plans, clock, bus, wake } = this.#deps
    const due = await read.expiredApprovals(clock.now(), BATCH)
    await this.#each(due, async (approvalId) => {
      const expired = await unitOfWork.run((tx) => expireApproval(tx, approvalId, { plans, now: clock.now(), ...hintsOn(bus) }))
      if (expired === null) return
      wake(expired.wakes)
      bus.publish({ type: 'run', runId: expired.runId })
    })
  }
}

const earliest = (a: number | null, b: number | null): number | null => (a === null || b === null ? (a ?? b) : Math.min(a, b))
