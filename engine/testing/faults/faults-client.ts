import type { EngineClient } from '../../client/create-client'
import type { JsonObject } from '../../contract/json'
import type { RunEvent } from '../../contract/events'
import { isRunOver } from '../../core/runs/run-state'
import { toEngineError } from '../../core/shared/engine-error'
import type { Clock } from '../../ports/clock'
import { noteOf } from '../torture/event-note'
import type { TorturePipeline } from '../torture/pipelines'
import type { Submission } from '../torture/submissions'

/** A client that does not give up asks again after so long (ms). */
const ASK_AGAIN_MS = 100

/** A process that may end at any moment. */
export interface Living {
  readonly over: boolean
  /** Rejects with `Killed` when it ends meanwhile. */
  outlive<T>(work: Promise<T>): Promise<T>
}

type Started = { readonly runId: string }

/** What a scenario does, from its beginning in every life of the engine: whatever was acknowledged before is not asked for again. */
export interface Acts {
  /** Starts a run of the pipeline of that name. Gives its id. */
  submit(key: string, pipeline: string, input?: JsonObject): Promise<string>
  /** A run that is made of an earlier one. `pipeline` says how it ends. */
  again(key: string, pipeline: string, start: (client: EngineClient, idempotencyKey: string) => Promise<Started>): Promise<string>
  cancel(key: string): Promise<void>
  /** Asks for something until it is acknowledged, or refused with one of the codes that say that it was done before. */
  once(what: string, ask: (client: EngineClient) => Promise<unknown>, done?: readonly string[]): Promise<void>
  /** Waits until the client was told of such an event of that run. */
  heard<T extends RunEvent>(key: string, isIt: (event: RunEvent) => event is T): Promise<T>
  ended(key: string): Promise<void>
  /** The engine says that it is well. */
  well(): Promise<void>
}

/** The client's own book, kept outside the process that is killed: what it was promised and what it was told. */
export class FaultsClient {
  readonly submissions: Submission[] = []
  readonly #pipelines: ReadonlyMap<string, TorturePipeline>
  readonly #clock: Clock
  readonly #events = new Map<Submission, RunEvent[]>()
  readonly #acknowledged = new Set<string>()
  /** Refusals that another try could mend. */
  refusals = 0
  #told = (): void => undefined
  #news = new Promise<void>((resolve) => (this.#told = resolve))

  constructor(pipelines: readonly TorturePipeline[], clock: Clock) {
    this.#pipelines = new Map(pipelines.map((pipeline) => [pipeline.name, pipeline]))
    this.#clock = clock
  }

  /** All that it was promised and told. */
  get knowledge(): string {
    return JSON.stringify([this.submissions, [...this.#acknowledged]])
  }

  /** One that knows the same, and goes on by itself. */
  copy(clock: Clock): FaultsClient {
    const copy = new FaultsClient([...this.#pipelines.values()], clock)
    for (const submission of this.submissions) {
      const own = { ...submission, told: [...submission.told] }
      copy.submissions.push(own)
      copy.#events.set(own, [...this.#eventsOf(submission)])
    }
    for (const what of this.#acknowledged) copy.#acknowledged.add(what)
    return copy
  }

  /** Acts upon one life of the engine; rejects with `Killed` when that is over. */
  actsOn(life: Living, client: EngineClient): Acts {
    for (const submission of this.submissions) if (submission.runId !== null && submission.ended === null) void this.#follow(life, client, submission)
    const again: Acts['again'] = async (key, pipeline, start) => {
      const submission = this.#submission(key, pipeline)
      if (submission.runId !== null) return submission.runId
      const { runId } = await this.#insist(
        life,
        () => start(client, key),
        () => (submission.sent += 1),
      )
      submission.runId = runId
      void this.#follow(life, client, submission)
      return runId
    }
    const once: Acts['once'] = async (what, ask, done = []) => {
      if (this.#acknowledged.has(what)) return
      await this.#insist(life, () => ask(client).catch((thrown: unknown) => (done.includes(toEngineError(thrown).code) ? undefined : Promise.reject(thrown))))
      this.#acknowledged.add(what)
    }
    return {
      again,
      once,
      submit: (key, pipeline, input = {}) => again(key, pipeline, (asked, idempotencyKey) => asked.runs.start({ pipeline, input, idempotencyKey })),
      cancel: async (key) => {
        const submission = this.#submission(key)
        submission.cancels = true
        await once(`cancel ${key}`, (asked) => asked.runs.cancel({ runId: submission.runId ?? '' }), ['run_already_finished'])
        submission.cancelAcknowledged = true
      },
      heard: (key, isIt) => this.#wait(life, () => this.#eventsOf(this.#submission(key)).find(isIt)),
      well: async () => {
        while ((await this.#insist(life, () => client.engine.status())).health.state !== 'ok') await this.#pause()
      },
      ended: async (key) => void (await this.#wait(life, () => this.#submission(key).ended ?? undefined)),
    }
  }

  #submission(key: string, pipeline = ''): Submission & { cancels: boolean } {
    const known = this.submissions.find((submission) => submission.key === key)
    if (known !== undefined) return known
    const promised = this.#pipelines.get(pipeline)
    if (promised === undefined) throw new Error(`there is no pipeline ${pipeline}`)
    const submission = { key, pipeline: promised, cancels: false, sent: 0, runId: null, cancelAcknowledged: false, told: [], ended: null }
    this.submissions.push(submission)
    return submission
  }

  #eventsOf(submission: Submission): RunEvent[] {
    const known = this.#events.get(submission) ?? []
    this.#events.set(submission, known)
    return known
  }

  /** Asks until an answer comes that another try could not mend. */
  async #insist<T>(life: Living, ask: () => Promise<T>, asked = (): unknown => undefined): Promise<T> {
    for (;;) {
      asked()
      try {
        return await life.outlive(ask())
      } catch (thrown) {
        if (life.over || !toEngineError(thrown).retryable) throw thrown
        this.refusals += 1
        await this.#pause()
      }
    }
  }

  async #wait<T>(life: Living, find: () => T | undefined): Promise<T> {
    for (let found = find(); ; found = find()) {
      if (found !== undefined) return found
      await life.outlive(this.#news)
    }
  }

  /** Goes on from the last event that arrived, however often the stream breaks off. */
  async #follow(life: Living, client: EngineClient, submission: Submission & { ended: Submission['ended'] }): Promise<void> {
    const runId = submission.runId ?? ''
    while (!life.over && submission.ended === null) {
      try {
        for await (const batch of await client.runs.watch({ runId, afterSeq: submission.told.at(-1)?.seq ?? 0 })) {
          if (life.over) return
          for (const event of batch) this.#hear(submission, event)
        }
      } catch {
        // The stream broke off: it is asked for again, or the process is dead.
        this.refusals += 1
      }
      if (submission.ended === null) await this.#pause()
    }
  }

  #hear(submission: Submission, event: RunEvent): void {
    submission.told.push({ seq: event.seq, text: noteOf(event) })
    this.#eventsOf(submission).push(event)
    if (event.type === 'run.changed' && isRunOver(event.status)) submission.ended = event.status
    this.#told()
    this.#news = new Promise((resolve) => (this.#told = resolve))
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => void this.#clock.callAt(this.#clock.now() + ASK_AGAIN_MS, resolve))
  }
}
