/** So many requests in each stretch of time; what comes beyond is refused with status 429. */
export interface RequestLimit {
  readonly requests: number
  readonly windowMs: number
  /** headers: each reply says what is left. retry-after: only a refusal says when to come again. */
  readonly told: 'headers' | 'retry-after'
}

/** What a server with a limit says of each request. */
export class RequestCount {
  readonly #limit: RequestLimit
  #window = -1
  #used = 0

  constructor(limit: RequestLimit) {
    this.#limit = limit
  }

  /** Counts a request; its headers, and whether it is refused. */
  take(now: number): { readonly refused: boolean; readonly headers: Readonly<Record<string, string>> } {
    const { requests, windowMs, told } = this.#limit
    const window = Math.floor(now / windowMs)
    if (window !== this.#window) this.#used = 0
    this.#window = window
    this.#used += 1
    const left = (window + 1) * windowMs - now
    const refused = this.#used > requests
    const wish: Readonly<Record<string, string>> = refused ? { 'retry-after': String(Math.ceil(left / 1000)) } : {}
    if (told === 'retry-after') return { refused, headers: wish }
    const said = {
      'x-ratelimit-limit-requests': requests,
      'x-ratelimit-remaining-requests': Math.max(0, requests - this.#used),
      'x-ratelimit-reset-requests': `${left}ms`,
    }
    return { refused, headers: { ...Object.fromEntries(Object.entries(said).map(([name, value]) => [name, String(value)])), ...wish } }
  }
}
