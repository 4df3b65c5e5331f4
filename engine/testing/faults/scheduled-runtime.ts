import { setImmediate as turn } from 'node:timers/promises'
import type { Scheduler } from 'fast-check'
import * as z from 'zod'
import { InProcessBus } from '../../bus/in-process-bus'
import type { JsonObject } from '../../contract/json'
import { secretReferences } from '../../core/pipelines/secret-references'
import { EngineError } from '../../core/shared/engine-error'
import type { Bus } from '../../ports/bus'
import type { Ids } from '../../ports/ids'
import type { Logger } from '../../ports/logger'
import type { ReadStores } from '../../ports/read-stores'
import type { StepKind, StepKinds } from '../../ports/step-kind'
import type { UnitOfWork } from '../../ports/unit-of-work'
import { AttemptRunner } from '../../runtime/attempt-runner'
import { Health } from '../../runtime/health'
import { LiveTextBoard } from '../../runtime/live-text-board'
import { LogWriter } from '../../runtime/log-writer'
import { PlaceBook } from '../../runtime/place-book'
import { PlaceKeeper } from '../../runtime/place-keeper'
import { RecentOutcomes } from '../../runtime/recent-outcomes'
import { Reconciler } from '../../runtime/reconciler'
import { RunFactsReader } from '../../runtime/run-facts'
import { StepCache } from '../../runtime/step-cache'
import { StoragePatience } from '../../runtime/storage-patience'
import { ValueStore } from '../../runtime/value-store'
import { Worker } from '../../runtime/worker'
import type { Wakes } from '../../usecases/attempts'
import { hintsOn } from '../../usecases/hints'
import { RunPlans } from '../../usecases/run-plans'
import { saveQueue } from '../../usecases/queues'
import { cancelRun, startRun } from '../../usecases/runs'
import { LEDGER, type LedgerCall } from '../torture/ledger'
import type { LifeClock, RigClock } from './rig-clock'

export interface ScheduledOptions {
  readonly scheduler: Scheduler
  readonly clock: RigClock
  readonly stores: { readonly unitOfWork: UnitOfWork; readonly read: ReadStores }
  readonly ids: Ids
  /** Whether each hint arrives, again from the first when they run out. */
  readonly hints: readonly boolean[]
  /** Before which moments the machine sleeps. */
  readonly sleeps: readonly number[]
  readonly workers: number
  readonly leaseMs: number
  readonly places: number
  /** Called whenever time has gone on. */
  readonly look: () => void
}

/** A step takes so long that leases run out under it, when its worker is late. */
const WORK_TURNS = 3
/** Longer than a lease, and than anybody waits until he looks again. */
const SLEEP_MS = 6000

const silent: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined }
const config = z.object({ failing_tries: z.number().default(0) })

/**
 * What an engine does by itself (workers that claim, run and record, the reconciler, the keeper of places, the log) on real
 * stores, where a scheduler decides what happens next: when a transaction is asked for and when its answer arrives, when a
 * read arrives, when a step ends, when a hint arrives if it does, and when time goes on.
 */
export class ScheduledRuntime {
  readonly calls: LedgerCall[] = []
  readonly plans: RunPlans
  readonly #options: ScheduledOptions
  readonly #time: LifeClock
  readonly #unitOfWork: UnitOfWork
  readonly #bus: Bus
  readonly #workers: readonly Worker[]
  readonly #reconciler: Reconciler
  readonly #keeper: PlaceKeeper
  #hinted = 0
  #moved = (): void => undefined
  #passes = true
  #passing: Promise<void> = Promise.resolve()

  constructor(options: ScheduledOptions) {
    this.#options = options
    const { scheduler, stores, ids } = options
    const clock = (this.#time = options.clock.life())
    const unitOfWork: UnitOfWork = (this.#unitOfWork = { run: (work) => this.#inTime('transaction', () => stores.unitOfWork.run(work)) })
    const read = this.#late(stores.read)
    const inner = new InProcessBus((thrown) => {
      throw thrown
    })
    const bus: Bus = (this.#bus = {
      subscribe: (listener) => inner.subscribe(listener),
      publish: (message) => this.#hint(`hint of ${message.type}`, () => inner.publish(message)),
    })
    const builtIn = { default: options.places }
    const places = new PlaceBook({ queues: builtIn, clock, logger: silent, onMoved: (lane) => this.#workers.forEach((worker) => worker.laneMoved(lane)) })
    const plans = (this.plans = new RunPlans(stores.read, { places, laneOf: () => null }))
    const health = new Health(bus, silent)
    const secrets = { reveal: (name: string) => Promise.reject(new EngineError('secret_not_found', name)), masker: () => NOTHING_SECRET }
    const logs = new LogWriter({ unitOfWork, bus, clock, logger: silent, masker: () => NOTHING_SECRET })
    const values = new ValueStore(NO_ARTIFACTS, read)
    const wake = (wakes: Wakes) => this.#hint('wake', () => this.#wakeAll(wakes))
    const kinds: StepKinds = new Map([[LEDGER, this.#ledger(scheduler)]])
    const outcomes = new RecentOutcomes(read)
    const runner = () =>
      new AttemptRunner({
        kinds,
        cache: new StepCache({ read, values, secrets, clock, logger: silent }),
        read,
        unitOfWork,
        plans,
        facts: new RunFactsReader(read),
        outcomes,
        values,
        logs,
        secrets,
        clock,
        ids,
        bus,
        wake,
        board: new LiveTextBoard(bus, clock),
        references: secretReferences('0'),
        lanes: places,
        patience: new StoragePatience(clock, health),
        logger: silent,
        folders: {
          of: (runId) => ({ pipeline: '/', run: runId, allowed: [] }),
          open: async (runId) => ({ pipeline: '/', run: runId, allowed: [] }),
          remove: async () => undefined,
        },
      })
    this.#workers = Array.from(
      { length: options.workers },
      () =>
        new Worker(
          {
            runner: runner(),
            unitOfWork,
            plans,
            outcomes,
            logs,
            health,
            bus,
            clock,
            ids,
            logger: silent,
            onTimers: (timers) => this.#reconciler.timersAdded(timers),
          },
          { queues: builtIn, leaseMs: options.leaseMs },
        ),
    )
    this.#keeper = new PlaceKeeper({
      read,
      unitOfWork,
      book: places,
      builtIn,
      bus,
      clock,
      logger: silent,
      onQueues: (queues) => this.#workers.forEach((worker) => worker.setQueues(queues)),
    })
    // The other workers might be in other processes: what they hold is theirs for as long as they say so themselves.
    this.#reconciler = new Reconciler({ read, unitOfWork, plans, bus, clock, ids, logger: silent, wake, renewOwn: async () => this.#workers[0]?.beat(), leaseMs: options.leaseMs })
  }

  async start(): Promise<void> {
    this.#passing = this.#passTime()
    // Who waits for the next moment hears of it.
    this.#passing.catch(() => undefined)
    await this.#keeper.start()
    for (const worker of this.#workers) worker.start()
    this.#reconciler.start()
  }

  async submit(pipeline: string, input: JsonObject): Promise<string> {
    const { ids } = this.#options
    const { started, wakes } = await this.#unitOfWork.run((tx) =>
      startRun(tx, { pipeline, input, priority: 0, startedBy: 'api' }, { plans: this.plans, now: this.#time.now(), ids, ...hintsOn(this.#bus) }),
    )
    this.#wakeAll(wakes)
    return started.runId
  }

  async cancel(runId: string): Promise<void> {
    await this.#unitOfWork.run((tx) => cancelRun(tx, runId, { plans: this.plans, now: this.#time.now(), ...hintsOn(this.#bus) }))
  }

  async resize(concurrency: number): Promise<void> {
    await this.#unitOfWork.run((tx) => saveQueue(tx, { name: 'default', concurrency }, this.#time.now()))
    await this.#keeper.refresh()
  }

  /** Resolves when time goes on; throws what a look at that moment throws. */
  moment(): Promise<void> {
    return Promise.race([new Promise<void>((resolve) => (this.#moved = resolve)), this.#passing])
  }

  /** Time goes on by itself until this has ended. */
  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop(0)))
    await this.#reconciler.stop()
    await this.#keeper.stop()
    this.#passes = false
    this.#time.die()
  }

  #wakeAll(wakes: Wakes): void {
    for (const worker of this.#workers) worker.wake(wakes)
    this.#reconciler.timersAdded(wakes.timers)
  }

  #hint(label: string, deliver: () => void): void {
    const { hints, scheduler } = this.#options
    const arrives = hints[this.#hinted++ % hints.length] ?? true
    if (arrives) void scheduler.schedule(Promise.resolve(), label).then(deliver)
  }

  /** Commits need turns of the event loop: they are made while time goes on. */
  async #passTime(): Promise<void> {
    const inTurns = async (ring: () => Promise<void>) => {
      await turn()
      await ring()
      await turn()
    }
    for (let moment = 0; this.#passes; moment++) {
      await this.#options.scheduler.schedule(Promise.resolve(), 'time goes on', undefined, inTurns)
      if (!this.#passes) return
      this.#options.look()
      this.#moved()
      if (this.#options.sleeps.includes(moment)) this.#options.clock.sleep(SLEEP_MS)
      this.#options.clock.next(SLEEP_MS)
    }
  }

  async #inTime<T>(label: string, perform: () => Promise<T>): Promise<T> {
    const { scheduler } = this.#options
    await scheduler.schedule(Promise.resolve(), `${label} is asked for`)
    const done = await perform().then(
      (value) => ({ value }),
      (thrown: unknown) => ({ thrown }),
    )
    await scheduler.schedule(Promise.resolve(), `${label} is answered`)
    if ('thrown' in done) throw done.thrown
    return done.value
  }

  /** The same reads, whose answers come when the scheduler says so. */
  #late(read: ReadStores): ReadStores {
    const late =
      (name: string, each: (...args: readonly unknown[]) => Promise<unknown>) =>
      async (...args: readonly unknown[]) => {
        const found = await each(...args)
        await this.#options.scheduler.schedule(Promise.resolve(), `${name} is read`)
        return found
      }
    return Object.fromEntries(Object.entries(read).map(([name, each]) => [name, late(name, each as never)])) as unknown as ReadStores
  }

  #ledger(scheduler: Scheduler): StepKind<z.infer<typeof config>> {
    return {
      kind: LEDGER,
      title: 'Ledger',
      summary: 'Notes its calls.',
      example: '',
      config,
      output: z.json(),
      defaults: { timeoutMs: 60_000, queue: 'default', onLost: 'retry' },
      run: async ({ failing_tries }, { runId, stepId, itemIndex, attempt, idempotencyKey: key, now, log }) => {
        this.calls.push({ runId, stepId, itemIndex, attempt, key, at: now() })
        log('info', `attempt ${attempt}`)
        for (let turns = 0; turns < WORK_TURNS; turns++) await scheduler.schedule(Promise.resolve(), `${stepId} works`)
        return attempt <= failing_tries
          ? { kind: 'failed', code: 'step_failed', message: 'Not yet.', retryable: true }
          : { kind: 'succeeded', output: { attempt } }
      },
    }
  }
}

const NOTHING_SECRET = { isIdle: true, mask: (text: string) => text, stream: () => ({ push: (text: string) => text, end: () => '' }) }

const absent = () => Promise.reject(new EngineError('artifact_not_found', 'No step gives out so much.'))
const NO_ARTIFACTS = { put: absent, read: absent, remove: async () => undefined, all: async function* () {} }
