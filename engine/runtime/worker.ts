import { type EngineError, toEngineError } from '../core/shared/engine-error'
import type { Bus } from '../ports/bus'
import type { Clock } from '../ports/clock'
import type { Ids } from '../ports/ids'
import type { Logger } from '../ports/logger'
import { NO_LANE } from '../ports/places'
import type { StopReason } from '../ports/step-kind'
import type { Transaction, UnitOfWork } from '../ports/unit-of-work'
import type { Lease, NewAttempt } from '../ports/write-stores'
import { claimAttempts, type ClaimedAttempts, endAttempt, type Wakes } from '../usecases/attempts'
import { hintsOn } from '../usecases/hints'
import type { RunPlans } from '../usecases/run-plans'
import type { ClaimedAttempt } from '../usecases/transition-options'
import type { AttemptReport, AttemptRunner } from './attempt-runner'
import type { Health } from './health'
import type { LogWriter } from './log-writer'
import { HeldBack } from './held-back'
import { Loop } from './loop'
import type { RecentOutcomes } from './recent-outcomes'
import { isRefusal } from './storage-patience'

export interface WorkerDeps {
  readonly runner: AttemptRunner
  readonly unitOfWork: UnitOfWork
  readonly plans: RunPlans
  readonly outcomes: RecentOutcomes
  readonly logs: LogWriter
  readonly health: Health
  readonly bus: Bus
  readonly clock: Clock
  readonly ids: Ids
  readonly logger: Logger
  /** Tells whoever wakes sleeping steps. */
  readonly onTimers: (timers: readonly number[]) => void
}

export interface WorkerOptions {
  /** Places of each queue, to begin with. */
  readonly queues: Readonly<Record<string, number>>
  /** How long an attempt is ours without a sign of life (ms). */
  readonly leaseMs: number
}

/** Looks for due attempts at least this often, so that a lost wake-up costs a second and no more. */
const POLL_MS = 1000
const BEATS_A_LEASE = 3
/** A row for a degraded engine to write: that it can read proves nothing. */
const PROOF_OF_WRITING = 'proof_of_writing'
const RECORD_RETRY_MS = { first: 250, most: 5000 }
/** For what is no matter of the storage: it may be known better once what was known is read anew, and hardly after that. */
const RECORD_TRIES = 5

/**
 * A step's successor may take over its place without queueing, this many times in a row; then others get their turn.
 * It saves a transaction a step, and finishes what was begun before beginning more.
 */
const MAX_HAND_OVERS = 8

/** One place of a queue in somebody's hands. Whoever has an heir has nothing to give back. */
class Place {
  heir: Place | null = null
  constructor(readonly queue: string) {}
}

const NOTHING_CLAIMED: ClaimedAttempts = { attempts: [], heldBack: [] }

interface Held {
  readonly claimed: ClaimedAttempt
  readonly stop: AbortController
  readonly done: Promise<void>
}

/** Claims attempts as far as its queues have places, runs them, and records what they came to. */
export class Worker {
  readonly id: string
  readonly #deps: WorkerDeps
  readonly #options: WorkerOptions
  readonly #held = new Set<Held>()
  readonly #loops = new Map<string, Loop>()
  /** Places of each queue. */
  readonly #places = new Map<string, number>()
  /** How many of them nobody has; less than none when there were more once. */
  readonly #free = new Map<string, number>()
  /** The highest priority that may be waiting in each queue; absent when a claim found the queue empty. */
  readonly #waiting = new Map<string, number>()
  readonly #heldBack = new HeldBack()
  readonly #heartbeat: Loop
  readonly #unsubscribe: () => void
  readonly #closed = new AbortController()
  #started = false
  #stopping = false
  #handsBack = false

  constructor(deps: WorkerDeps, options: WorkerOptions) {
    this.id = deps.ids.next()
    this.#deps = deps
    this.#options = options
    const { clock, logger } = deps
    this.setQueues(options.queues)
    this.#heartbeat = new Loop({ name: 'heartbeat', everyMs: options.leaseMs / BEATS_A_LEASE, tick: () => this.beat(), clock, logger })
    this.#unsubscribe = deps.bus.subscribe((message) => {
      if (message.type === 'cancel') this.#abortRun(message.runId)
    })
  }

  start(): void {
    this.#started = true
    for (const loop of this.#loops.values()) loop.start()
    this.#heartbeat.start()
  }

  /** The queues there are from now on, with their places. What runs goes on; a queue that has fewer places begins nothing until enough has ended. */
  setQueues(queues: Readonly<Record<string, number>>): void {
    for (const queue of this.#places.keys()) if (!Object.hasOwn(queues, queue)) this.#removeQueue(queue)
    for (const [queue, places] of Object.entries(queues)) {
      this.#free.set(queue, this.#freeIn(queue) + places - (this.#places.get(queue) ?? 0))
      this.#places.set(queue, places)
      const loop = this.#loops.get(queue)
      if (loop === undefined) this.#addLoop(queue)
      else loop.wake()
    }
  }

  #addLoop(queue: string): void {
    const { clock, logger } = this.#deps
    const loop = new Loop({ name: `claim ${queue}`, everyMs: POLL_MS, tick: () => this.#claim(queue), clock, logger })
    this.#loops.set(queue, loop)
    if (this.#started && !this.#stopping) loop.start()
  }

  #removeQueue(queue: string): void {
    this.#free.set(queue, this.#freeIn(queue) - (this.#places.get(queue) ?? 0))
    this.#places.delete(queue)
    // Its last claim may be under way: it finds no place.
    void this.#loops.get(queue)?.stop()
    this.#loops.delete(queue)
  }

  wake({ queues }: Pick<Wakes, 'queues'>): void {
    const now = this.#deps.clock.now()
    for (const { queue, at, priority } of queues) {
      if (at <= now) this.#wakeNow(queue, priority)
      else this.#loops.get(queue)?.wakeAt(at)
    }
  }

  /** More may begin in a lane than before, or an end is in sight: whoever was held back looks again. */
  laneMoved(lane: string): void {
    for (const { queue, priority } of this.#heldBack.release(lane)) this.#wakeNow(queue, priority)
  }

  #wakeNow(queue: string, priority: number): void {
    this.#waiting.set(queue, Math.max(priority, this.#waiting.get(queue) ?? priority))
    this.#loops.get(queue)?.wake()
  }

  /** Claims no more, gives what runs `graceMs` to end, then hands it back. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true
    await Promise.all([...this.#loops.values()].map((loop) => loop.stop()))
    const ended = this.#allEnded()
    const handBack = this.#deps.clock.callAt(this.#deps.clock.now() + graceMs, () => {
      this.#handsBack = true
      for (const { stop } of this.#held) stop.abort('shutdown' satisfies StopReason)
    })
    const giveUp = this.#deps.clock.callAt(this.#deps.clock.now() + graceMs + 3000, () => this.#closed.abort())
    await ended
    handBack()
    giveUp()
    this.#closed.abort()
    this.#unsubscribe()
    await this.#heartbeat.stop()
  }

  /** What was being written when it was told to stop may still bring successors. */
  async #allEnded(): Promise<void> {
    while (this.#held.size > 0) await Promise.all([...this.#held].map(({ done }) => done))
  }

  /** Answers when to look again, when something waits for a time. */
  async #claim(queue: string): Promise<number | null> {
    if (this.#freeIn(queue) <= 0) return null
    const { unitOfWork, clock, plans, health, bus } = this.#deps
    // Nothing else would tell: whoever has nothing to do writes nothing.
    const proves = health.isDegraded && this.#held.size === 0
    try {
      const { attempts, heldBack } = await unitOfWork.run(async (tx) => {
        // Both asked for when its turn has come: the times of a history are in its order, and the attempts that end in
        // the same commit have given back their places.
        const now = clock.now()
        if (proves) await tx.settings.put(PROOF_OF_WRITING, now, now)
        const limit = this.#freeIn(queue)
        const claimed = limit <= 0 ? NOTHING_CLAIMED : await claimAttempts(tx, { queue, limit, owner: this.id, leaseMs: this.#options.leaseMs }, { plans, now })
        const { attempts: taken } = claimed
        // Now, not when it is durable: the attempt in their way may end in the same commit.
        this.#heldBack.note(queue, claimed.heldBack)
        this.#addFree(queue, -taken.length, tx)
        tx.afterCommit(() => {
          if (taken.length < limit) this.#waiting.delete(queue)
          // A full hand means that there may be more, and none of them more urgent.
          else if (limit > 0) this.#waiting.set(queue, Math.min(...taken.map(({ priority }) => priority)))
          // In hand before anyone hears of it: a cancel that was committed next must find it here.
          for (const attempt of taken) this.#hold(attempt, new Place(queue), 0)
          for (const runId of new Set(taken.map((attempt) => attempt.runId))) bus.publish({ type: 'run', runId })
        })
        return claimed
      })
      if (this.#freeIn(queue) > 0 && this.#waiting.has(queue)) this.#loops.get(queue)?.wake()
      // A claim takes the write lock even when it finds nothing: whoever held it has let go.
      if (attempts.length > 0 || proves || health.isBusy) health.recovered()
      return earliest(heldBack.map(({ lane }) => plans.places.opensAt(lane, clock.now())))
    } catch (thrown) {
      health.degraded(toEngineError(thrown))
      return null
    }
  }

  #hold(claimed: ClaimedAttempt, place: Place, handOvers: number): void {
    const stop = new AbortController()
    const held: Held = { claimed, stop, done: this.#perform(claimed, place, stop.signal, handOvers).finally(() => this.#held.delete(held)) }
    this.#held.add(held)
    if (this.#handsBack) stop.abort('shutdown' satisfies StopReason)
  }

  #freeIn(queue: string): number {
    return this.#free.get(queue) ?? 0
  }

  /** Counts with the transaction: what it is taken back with. */
  #addFree(queue: string, places: number, tx: Transaction): void {
    this.#free.set(queue, this.#freeIn(queue) + places)
    tx.afterRollback(() => this.#free.set(queue, this.#freeIn(queue) - places))
  }

  async #perform(claimed: ClaimedAttempt, place: Place, stop: AbortSignal, handOvers: number): Promise<void> {
    const report = await this.#deps.runner.run(claimed, stop)
    // Lines come before the end that they lead to.
    void this.#deps.logs.flush()
    let tries = 0
    for (let wait = RECORD_RETRY_MS.first; !this.#closed.signal.aborted; wait = Math.min(wait * 2, RECORD_RETRY_MS.most)) {
      const thrown = await this.#record(claimed, report, place, handOvers)
      if (thrown === null) return
      if (isRefusal(thrown)) this.#deps.health.degraded(thrown)
      else if (++tries === RECORD_TRIES) return this.#letGo(claimed, place, thrown)
      await this.#pause(wait)
    }
  }

  /** Its outcome can never be recorded, for a fault of ours: its lease runs out, and it is given up like one whose worker died. */
  #letGo({ runId, stepId, number }: ClaimedAttempt, { queue }: Place, { message: reason }: EngineError): void {
    this.#deps.logger.error('a result could not be recorded', { runId, stepId, attempt: number, reason })
    this.#free.set(queue, this.#freeIn(queue) + 1)
    this.#loops.get(queue)?.wake()
  }

  /** What kept the outcome from being recorded, or null: it is kept and tried again. */
  async #record(claimed: ClaimedAttempt, report: AttemptReport, place: Place, handOvers: number): Promise<EngineError | null> {
    const { unitOfWork, plans, clock, ids, bus, health, logger } = this.#deps
    const end = {
      stepRunId: claimed.stepRunId,
      number: claimed.number,
      runId: claimed.runId,
      outcome: report.outcome,
      values: { stepRunId: claimed.stepRunId, input: report.input, output: report.output, reusedFrom: report.reusedFrom ?? null },
      cache: report.cache,
      usages: report.usages,
      random: ids.random(),
    }
    try {
      const result = await unitOfWork.run(async (tx) => {
        const now = clock.now()
        const promised = new Map<string, Place>()
        const take = (attempt: NewAttempt): Lease | null => {
          const found = this.#placeFor(attempt, place, handOvers, tx)
          if (found === null) return null
          promised.set(attempt.stepRunId, found)
          return { owner: this.id, expiresAt: now + this.#leaseMs(attempt.lane) }
        }
        const ended = await endAttempt(tx, end, { plans, now, take, ...hintsOn(bus) })
        const taken = ended.taken.map((attempt) => ({ attempt, place: promised.get(attempt.stepRunId) ?? new Place(attempt.queue) }))
        for (const { attempt } of taken) promised.delete(attempt.stepRunId)
        this.#vacate(place, promised.values(), tx)
        // Who waits for its place in the lane is claimed in the same commit.
        if (claimed.lane !== NO_LANE) this.laneMoved(claimed.lane)
        tx.afterCommit(() => {
          if (taken.length > 0) this.#keepOutcome(claimed, report)
          for (const successor of taken) this.#hold(successor.attempt, successor.place, handOvers + 1)
          bus.publish({ type: 'run', runId: claimed.runId })
        })
        return ended
      })
      if (!result.recorded) logger.warn('late result refused', { runId: claimed.runId, stepId: claimed.stepId, attempt: claimed.number })
      this.wake(result)
      this.#deps.onTimers(result.timers)
      health.recovered()
      return null
    } catch (thrown) {
      return toEngineError(thrown)
    }
  }

  /** For those who begin now because of it. */
  #keepOutcome({ runId, stepRunId: id, stepId, itemIndex }: ClaimedAttempt, { outcome, output }: AttemptReport): void {
    if (outcome.kind === 'succeeded' && itemIndex === null) this.#deps.outcomes.keep(runId, { id, stepId, itemIndex, status: 'succeeded', output, error: null })
  }

  /**
   * Gives back a place that nobody inherited, and those that were promised to attempts which did not come to be. Who
   * waits for one is claimed in the same commit.
   */
  #vacate(place: Place, unused: Iterable<Place>, tx: Transaction): void {
    for (const each of unused) {
      if (each === place.heir) place.heir = null
      else this.#addFree(each.queue, 1, tx)
    }
    if (place.heir !== null) return
    this.#addFree(place.queue, 1, tx)
    if (this.#waiting.has(place.queue)) this.#loops.get(place.queue)?.wake()
  }

  /**
   * The first successor in the same queue inherits the place, others need a free one; neither passes anyone who is more
   * urgent. While others wait, only so many inherit in a row.
   */
  #placeFor(attempt: NewAttempt, before: Place, handOvers: number, tx: Transaction): Place | null {
    if (this.#stopping) return null
    const waiting = this.#waiting.get(attempt.queue)
    const heir = before.heir === null && attempt.queue === before.queue
    if (heir && (waiting === undefined || (waiting <= attempt.priority && handOvers < MAX_HAND_OVERS))) {
      before.heir = new Place(attempt.queue)
      tx.afterRollback(() => (before.heir = null))
      return before.heir
    }
    if (waiting !== undefined || this.#freeIn(attempt.queue) <= 0) return null
    this.#addFree(attempt.queue, -1, tx)
    return new Place(attempt.queue)
  }

  #pause(ms: number): Promise<void> {
    const { clock } = this.#deps
    return new Promise((resolve) => {
      const cancel = clock.callAt(clock.now() + ms, resolve)
      this.#closed.signal.addEventListener(
        'abort',
        () => {
          cancel()
          resolve()
        },
        { once: true },
      )
    })
  }

  #abortRun(runId: string): void {
    for (const { claimed, stop } of this.#held) if (claimed.runId === runId) stop.abort('cancel' satisfies StopReason)
  }

  /**
   * Renews the leases of what is in hand, by its keys: an attempt that the database gave us and that never arrived (a
   * commit that was reported as failed and was none the less made) must run out, or it would be at work for ever.
   */
  async beat(): Promise<number | null> {
    const now = this.#deps.clock.now()
    const leases = [...this.#held].map(({ claimed: { stepRunId, number, lane } }) => ({ stepRunId, number, expiresAt: now + this.#leaseMs(lane) }))
    if (leases.length === 0) return null
    await this.#deps.unitOfWork.run((tx) => tx.attempts.renewLeases(leases, this.id))
    return now + (Math.min(...leases.map(({ expiresAt }) => expiresAt)) - now) / BEATS_A_LEASE
  }

  #leaseMs(lane: string): number {
    return this.#deps.plans.places.rulesOf(lane).leaseMs ?? this.#options.leaseMs
  }
}

const earliest = (times: readonly (number | null)[]): number | null => times.reduce((first, time) => (time === null ? first : Math.min(first ?? time, time)), null)
