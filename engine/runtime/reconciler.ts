import { type EngineError, toEngineError } from '../core/shared/engine-error'
import type { Bus } from '../ports/bus'
import type { Clock } from '../ports/clock'
import type { Ids } from '../ports/ids'
import type { Logger } from '../ports/logger'
import type { ReadStores, Window } from '../ports/read-stores'
import type { AttemptOfRun } from '../ports/records'
import type { UnitOfWork } from '../ports/unit-of-work'
import { expireApproval } from '../usecases/approvals'
import { endAttempt, endChildWait, endTimer, restoreAttempt, type Wakes } from '../usecases/attempts'
import { limitIn } from '../usecases/group-limit'
import { hintsOn } from '../usecases/hints'
import { fillGroup } from '../usecases/run-groups'
import type { RunPlans } from '../usecases/run-plans'
import { DueRows } from './due-rows'
import { inPages } from './in-pages'
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
  /** How long a lease lasts: leases are judged no more seldom, however short they are (ms). */
  readonly leaseMs: number
}

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
  readonly #steps: DueRows
  readonly #questions: DueRows

  constructor(deps: ReconcilerDeps) {
    this.#deps = deps
    const { leaseMs, read, clock, logger } = deps
    this.#steps = new DueRows({ due: (now, limit) => read.dueTimers(now, limit), next: (after) => read.nextTimer(after) })
    this.#questions = new DueRows({ due: (now, limit) => read.expiredApprovals(now, limit), next: (after) => read.nextExpiry(after) })
    this.#loop = new Loop({ name: 'reconcile', everyMs: Math.min(RECONCILE_EVERY_MS, leaseMs), tick: () => this.#reconcile(), clock, logger })
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
   * anything: whoever held them is gone. Throws what the storage refuses with; one that cannot be given up for another
   * reason stays until its lease has run out.
   */
  async recoverAll(): Promise<number> {
    const { done, refusal } = await this.#giveUp((window) => this.#deps.read.attemptsAtWork(window))
    if (refusal !== null) throw refusal
    return done
  }

  async #reconcile(): Promise<null> {
    const { read, clock, unitOfWork, plans, wake } = this.#deps
    await this.#giveUpExpired()
    await this.#eachOf((window) => read.readyWithoutAttempt(window), async (stepRunId) => {
      wake(await unitOfWork.run((tx) => restoreAttempt(tx, stepRunId, { plans, now: clock.now() })))
    })
    await this.#fillGroups()
    await this.#eachOf((window) => read.waitingForEndedChild(window), (stepRunId) => this.#endChildWait(stepRunId))
    return null
  }

  /** Attempts whose worker gives no sign of life: not those of a worker that slept with the machine, and has it all in hand. */
  async #giveUpExpired(): Promise<void> {
    const { read, clock, unitOfWork, renewOwn, logger } = this.#deps
    const before = clock.now()
    if ((await read.expiredAttempts(before, { skip: 0, limit: 1 })).length === 0) return
    // What was being claimed when it slept comes into a hand when the commit is answered: after this, all of that has.
    await unitOfWork.run(async () => undefined)
    await renewOwn()
    // Should the machine sleep meanwhile, or its clock be set, no lease runs out by that.
    const until = Math.min(before, clock.now())
    const { done } = await this.#giveUp((window) => read.expiredAttempts(until, window))
    if (done > 0) logger.warn('attempts lost their worker', { count: done })
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

  /** One that cannot be gone on with, such as a run whose plan is lost, keeps no other from its turn. Answers what was thrown. */
  async #each<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<readonly EngineError[]> {
    const results = await Promise.allSettled(all.map(work))
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [toEngineError(result.reason)] : []))
    for (const reason of new Set(failures.map(({ message }) => message))) this.#deps.logger.error('a run could not be taken further', { reason })
    return failures
  }

  /** As `#each`, with all that `read` comes to give. */
  async #eachOf(read: (window: Window) => Promise<readonly string[]>, work: (id: string) => Promise<void>): Promise<void> {
    await inPages({ read, keyOf: (id) => id, work: (ids) => this.#each(ids, work) })
  }

  async #endChildWait(stepRunId: string): Promise<void> {
    const { unitOfWork, plans, clock, bus, wake } = this.#deps
    const { runId, wakes } = await unitOfWork.run((tx) => endChildWait(tx, stepRunId, { plans, now: clock.now(), ...hintsOn(bus) }))
    wake(wakes)
    if (runId !== null) bus.publish({ type: 'run', runId })
  }

  #giveUp(read: (window: Window) => Promise<readonly AttemptOfRun[]>): Promise<{ readonly done: number; readonly refusal: EngineError | null }> {
    return inPages({ read, keyOf: ({ stepRunId, number }) => `${stepRunId} ${number}`, work: (attempts) => this.#each(attempts, (attempt) => this.#endLost(attempt)) })
  }

  async #endLost(attempt: AttemptOfRun): Promise<void> {
    const { unitOfWork, plans, clock, ids, bus, wake } = this.#deps
    const end = { ...attempt, outcome: { kind: 'lost' }, values: null, usages: [], random: ids.random() } as const
    wake(await unitOfWork.run((tx) => endAttempt(tx, end, { plans, now: clock.now(), ...hintsOn(bus) })))
    bus.publish({ type: 'run', runId: attempt.runId })
  }

  async #wakeDue(): Promise<number | null> {
    const now = this.#deps.clock.now()
    const nextTimer = await this.#steps.endDue(now, (ids) => this.#each(ids, (stepRunId) => this.#endTimer(stepRunId)))
    const nextExpiry = await this.#questions.endDue(now, (ids) => this.#each(ids, (approvalId) => this.#expire(approvalId)))
    return earliest(nextTimer, nextExpiry)
  }

  async #endTimer(stepRunId: string): Promise<void> {
    const { unitOfWork, plans, clock, bus, wake } = this.#deps
    const { runId, wakes } = await unitOfWork.run((tx) => endTimer(tx, stepRunId, { plans, now: clock.now(), ...hintsOn(bus) }))
    wake(wakes)
    if (runId !== null) bus.publish({ type: 'run', runId })
  }

  async #expire(approvalId: string): Promise<void> {
    const { unitOfWork, plans, clock, bus, wake } = this.#deps
    const expired = await unitOfWork.run((tx) => expireApproval(tx, approvalId, { plans, now: clock.now(), ...hintsOn(bus) }))
    if (expired === null) return
    wake(expired.wakes)
    bus.publish({ type: 'run', runId: expired.runId })
  }
}

const earliest = (a: number | null, b: number | null): number | null => (a === null || b === null ? (a ?? b) : Math.min(a, b))
