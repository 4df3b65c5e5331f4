import * as z from 'zod'
import { type Taken, weightOf } from '../contract/port-pace'

/** A reader that has left more than this untaken makes its streams wait. */
export const MAX_UNTAKEN = 8 * 1024 * 1024

const taken: z.ZodType<Taken> = z.strictObject({ taken: z.int().positive() })

/**
 * How fast one port is written to. What is posted to a port queues without end, and nothing says how much of it still lies there:
 * so the reader tells what it has taken, and whoever sends waits while too much is not.
 */
export class PortPace {
  #untaken = 0
  #ended = false
  #waiting: (() => void)[] = []

  /** Settles when the next message may follow this one, which was just posted. */
  async sent(message: unknown): Promise<void> {
    this.#untaken += weightOf(message)
    while (this.#untaken > MAX_UNTAKEN && !this.#ended) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** A message that is no call. What the reader has not told itself is dropped. */
  hear(message: unknown): void {
    const told = taken.safeParse(message)
    if (!told.success) return
    this.#untaken = Math.max(0, this.#untaken - told.data.taken)
    if (this.#untaken <= MAX_UNTAKEN) this.#goOn()
  }

  /** The port is closed: nobody waits for its reader any more. */
  end(): void {
    this.#ended = true
    this.#goOn()
  }

  #goOn(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
