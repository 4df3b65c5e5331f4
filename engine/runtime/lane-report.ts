import type { FlowFacts } from '../core/flow/facts'
import type { Clock } from '../ports/clock'
import type { StepOutcome } from '../ports/step-kind'
import type { StopOutcome } from './step-limits'

/** Who hears how the lanes of attempts flow; of attempts without one, nothing comes of it. */
export interface LaneNews {
  learnt(lane: string, facts: FlowFacts): void
  used(lane: string, tokens: number): void
  /** The attempt's work is over; what it came to is still to be recorded. */
  ended(lane: string): void
}

/** The status by which a server says that it was asked too often. */
const TOO_MANY = 429

/** What one attempt tells of its lane: what its kind learns of replies, and what its outcome says where the kind said nothing. */
export class LaneReport {
  readonly #lane: string
  readonly #news: LaneNews
  readonly #clock: Clock
  #told = false

  constructor(lane: string, news: LaneNews, clock: Clock) {
    this.#lane = lane
    this.#news = news
    this.#clock = clock
  }

  learnt(facts: FlowFacts): void {
    this.#told = true
    this.#news.learnt(this.#lane, facts)
  }

  used(tokens: number): void {
    this.#news.used(this.#lane, tokens)
  }

  /** Whoever asks to be left alone is left alone by all; whoever answers may be asked by more. */
  came(outcome: StepOutcome | StopOutcome): void {
    const at = this.#clock.now()
    if (outcome.kind === 'failed' && outcome.retryAfterMs !== undefined)
      this.learnt({ at, requests: null, tokens: null, refused: { until: at + outcome.retryAfterMs, tooMany: outcome.details?.['status'] === TOO_MANY } })
    else if (outcome.kind === 'succeeded' && !this.#told) this.learnt({ at, requests: null, tokens: null, refused: null })
  }
}
