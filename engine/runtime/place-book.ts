import type { FlowFacts } from '../core/flow/facts'
import type { FlowLimits } from '../core/flow/flow'
import type { ModelEntry } from '../contract/model'
import type { ServiceEntry } from '../contract/service'
import type { Clock } from '../ports/clock'
import type { Logger } from '../ports/logger'
import { type LaneRules, NO_LANE, NO_RULES, type Places } from '../ports/places'
import { FlowBook, shutWords } from './flow-book'
import type { LaneNews } from './lane-report'

/** What people have decided about places. */
export interface PlaceSettings {
  readonly queues: Readonly<Record<string, number>>
  readonly services: readonly ServiceEntry[]
  readonly models: readonly ModelEntry[]
}

export interface PlaceBookDeps {
  /** Until the settings are known. */
  readonly queues: Readonly<Record<string, number>>
  readonly clock: Clock
  readonly logger: Logger
  /** Hears when more may begin in a lane than before, or it is known when. */
  readonly onMoved: (lane: string) => void
  /** When an owner before may have begun anything last (epoch ms); unless given, there was none. */
  readonly lastWorkAt?: number | undefined
}

const FALLBACK_QUEUE = 'default'

/** The places there are: what the settings say, and how lanes flow. Kept at hand, for claims ask in the middle of a transaction. */
export class PlaceBook implements Places, LaneNews {
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #onMoved: (lane: string) => void
  readonly #flows: FlowBook
  readonly #unknownQueues = new Set<string>()
  #queues: Readonly<Record<string, number>>
  #rules: ReadonlyMap<string, LaneRules> = new Map()

  constructor({ queues, clock, logger, onMoved, lastWorkAt }: PlaceBookDeps) {
    this.#flows = new FlowBook(lastWorkAt ?? null)
    this.#queues = queues
    this.#clock = clock
    this.#logger = logger
    this.#onMoved = onMoved
  }

  get queues(): Readonly<Record<string, number>> {
    return this.#queues
  }

  /** Lanes that settings say something of. */
  get lanes(): ReadonlyMap<string, LaneRules> {
    return this.#rules
  }

  set({ queues, services, models }: PlaceSettings, now: number): void {
    this.#queues = queues
    this.#unknownQueues.clear()
    const limited = models.filter(({ requestsPerMinute, tokensPerMinute }) => requestsPerMinute !== null || tokensPerMinute !== null)
    this.#rules = new Map([
      ...services.map(({ name, concurrency: limit, leaseTtlMs: leaseMs, maxAttempts }): [string, LaneRules] => [
        `service:${name}`,
        { limit, leaseMs, maxAttempts },
      ]),
      ...limited.map(({ name }): [string, LaneRules] => [`model:${name}`, NO_RULES]),
    ])
    this.#flows.setLimits(
      new Map(limited.map(({ name, requestsPerMinute, tokensPerMinute }): [string, FlowLimits] => [`model:${name}`, { requestsPerMinute, tokensPerMinute }])),
      now,
    )
  }

  queueOf(name: string): string {
    if (Object.hasOwn(this.#queues, name)) return name
    const to = Object.hasOwn(this.#queues, FALLBACK_QUEUE) ? FALLBACK_QUEUE : (Object.keys(this.#queues)[0] ?? name)
    if (!this.#unknownQueues.has(name)) {
      this.#unknownQueues.add(name)
      this.#logger.warn('a queue is not there any more; its attempts go to another', { queue: name, to })
    }
    return to
  }

  rulesOf(lane: string): LaneRules {
    return this.#rules.get(lane) ?? NO_RULES
  }

  room(lane: string, held: number, now: number): number {
    return Math.min(this.rulesOf(lane).limit - held, this.#flows.room(lane, now))
  }

  opensAt(lane: string, now: number): number | null {
    return this.#flows.shut(lane, now)?.until ?? null
  }

  begun(lane: string, now: number): () => void {
    return this.#flows.begun(lane, now)
  }

  ended(lane: string): void {
    if (lane !== NO_LANE) this.#flows.ended(lane, this.#clock.now())
  }

  learnt(lane: string, facts: FlowFacts): void {
    if (lane === NO_LANE) return
    this.#flows.learnt(lane, facts)
    this.#onMoved(lane)
  }

  used(lane: string, tokens: number): void {
    if (lane !== NO_LANE) this.#flows.used(lane, tokens, this.#clock.now())
  }

  /** For people. */
  shutWords(lane: string, now: number): { readonly until: number; readonly because: string } | null {
    const shut = this.#flows.shut(lane, now)
    return shut === null ? null : { until: shut.until, because: shutWords(shut) }
  }
}
