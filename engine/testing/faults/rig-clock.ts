import type { Clock } from '../../ports/clock'

interface Timer {
  readonly at: number
  readonly life: LifeClock
  readonly ring: () => void
}

/** A time that stands still until it is told to go on, for several lives of an engine one after the other. */
export class RigClock {
  #now: number
  readonly #timers = new Set<Timer>()
  /** Timers that were ever set: whether anything goes on. */
  #set = 0

  constructor(now = Date.now()) {
    this.#now = now
  }

  get now(): number {
    return this.#now
  }

  get activity(): number {
    return this.#set
  }

  /** The clock of one process: its timers die with it. */
  life(): LifeClock {
    return new LifeClock(this)
  }

  add(timer: Timer): () => void {
    this.#set += 1
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  /** Takes out the timers of a process. */
  take(life: LifeClock): readonly Timer[] {
    const own = [...this.#timers].filter((timer) => timer.life === life)
    for (const timer of own) this.#timers.delete(timer)
    return own
  }

  /** Everybody sleeps for so long (ms): timers that were due meanwhile ring late. */
  sleep(ms: number): void {
    this.#now += ms
  }

  /** Goes on to the next timer and rings it; false when there is none within so long (ms). */
  next(withinMs = Number.POSITIVE_INFINITY): boolean {
    let first: Timer | null = null
    for (const timer of this.#timers) if (first === null || timer.at < first.at) first = timer
    if (first === null || first.at > this.#now + withinMs) return false
    this.#timers.delete(first)
    this.#now = Math.max(this.#now, first.at)
    first.ring()
    return true
  }
}

/** What one process knows of the time. */
export class LifeClock implements Clock {
  readonly #clock: RigClock
  /** What the process waited for when it died. */
  readonly #left = new Set<() => void>()
  #state: 'lives' | 'dead' | 'cleared away' = 'lives'

  constructor(clock: RigClock) {
    this.#clock = clock
  }

  now(): number {
    return this.#clock.now
  }

  callAt(at: number, callback: () => void): () => void {
    // Whoever calls it off may do so when it is not among the others any more.
    const ring = () => callback()
    if (this.#state === 'cleared away') setImmediate(() => this.#ringLeft(ring))
    const forget = this.#state === 'lives' ? this.#clock.add({ at, life: this, ring }) : () => undefined
    if (this.#state !== 'lives') this.#left.add(ring)
    return () => {
      forget()
      this.#left.delete(ring)
    }
  }

  /** Nothing that the process waits for ever comes. */
  die(): void {
    for (const { ring } of this.#clock.take(this)) this.#left.add(ring)
    this.#state = 'dead'
  }

  /** Everything that it waits for comes at once: what is left of it can be stopped. */
  clearAway(): void {
    this.die()
    this.#state = 'cleared away'
    for (const ring of this.#left) setImmediate(() => this.#ringLeft(ring))
  }

  #ringLeft(ring: () => void): void {
    if (this.#left.delete(ring)) ring()
  }
}
