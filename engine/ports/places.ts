/** What a lane allows: the limited thing that attempts take a place of, such as `service:mailer` or `model:fast`. */
export interface LaneRules {
  /** Attempts at work at the same time, over all queues; Infinity: not limited. */
  readonly limit: number
  /** How long an attempt keeps its place without a sign of life (ms); null: as long as any other. */
  readonly leaseMs: number | null
  /** Of one step, whatever its own `retry` allows beyond; those that died with their worker do not count. */
  readonly maxAttempts: number
}

/**
 * Where attempts may go, as it is now: the queues there are, and how many more may begin in a lane. Asked in the middle
 * of transactions, so nothing here waits.
 */
export interface Places {
  /** The queue itself, or `default` when there is none of the name (any more). */
  queueOf(name: string): string
  rulesOf(lane: string): LaneRules
  /** How many more attempts may begin now in a lane in which so many are at work; Infinity: as many as like. */
  room(lane: string, held: number, now: number): number
  /** When the next may begin in a lane that the other side wants to be spared; null: it is open, or merely full. */
  opensAt(lane: string, now: number): number | null
  /** An attempt begins in the lane. Returns how to take it back, for a transaction that comes to nothing. */
  begun(lane: string, now: number): () => void
}

/** What screens are shown of places, beside who is in them. */
export interface PlacesNow {
  /** Places of each queue. */
  readonly queues: Readonly<Record<string, number>>
  /** Lanes that the settings limit. */
  readonly lanes: ReadonlyMap<string, LaneRules>
  /** Nothing may begin in the lane before `until`; `because` is the rest of a sentence that begins with its name. */
  shut(lane: string, now: number): { readonly until: number; readonly because: string } | null
  /** Resolves when what the settings say holds. */
  refresh(): Promise<void>
}

export const NO_LANE = ''

export const NO_RULES: LaneRules = { limit: Infinity, leaseMs: null, maxAttempts: Infinity }

/** Every queue is there and nothing is limited. */
export const ANY_PLACE: Places = {
  queueOf: (name) => name,
  rulesOf: () => NO_RULES,
  room: () => Infinity,
  opensAt: () => null,
  begun: () => () => undefined,
}
