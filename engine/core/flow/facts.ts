/** What a reply said of one of the other side's limits. */
export interface LimitFacts {
  /** In a whole period; null when it was not said. */
  readonly limit: number | null
  /** Until the reset; null when it was not said. */
  readonly remaining: number | null
  /** Epoch ms; null when it was not said. */
  readonly resetAt: number | null
}

/** What one reply of the other side said of its limits. */
export interface FlowFacts {
  /** Epoch ms. */
  readonly at: number
  readonly requests: LimitFacts | null
  readonly tokens: LimitFacts | null
  /** It turned the request down and wants no more for a while; null: it did not. */
  readonly refused: Refusal | null
}

export interface Refusal {
  /** Epoch ms. */
  readonly until: number
  /** Because there were too many, rather than because it is not well. */
  readonly tooMany: boolean
}

/** What holds a lane back: its own limit, what the other side said is left, or that it refused. */
export type FlowReason = 'own_limit' | 'requests' | 'tokens' | 'refused'
