import { createHash, randomBytes } from 'node:crypto'

/** How long a ticket waits to be used (ms). */
export const TICKET_MS = 30_000
/** Tickets that wait at once; the oldest goes when there are more. */
const MOST = 256
const BYTES = 32

const fingerprint = (ticket: string): string => createHash('sha256').update(ticket).digest('hex')

/**
 * A browser cannot send headers with a WebSocket. Instead of the token, which would lie in logs and histories, it sends
 * a ticket: good for one connection, and only at once.
 */
export class Tickets {
  readonly #now: () => number
  /** When each ends, by fingerprint; in the order in which they were given out. */
  readonly #ends = new Map<string, number>()

  constructor(now: () => number) {
    this.#now = now
  }

  give(): string {
    const ticket = randomBytes(BYTES).toString('base64url')
    this.#ends.set(fingerprint(ticket), this.#now() + TICKET_MS)
    const oldest = this.#ends.size > MOST ? this.#ends.keys().next().value : undefined
    if (oldest !== undefined) this.#ends.delete(oldest)
    return ticket
  }

  /** True once for each ticket, and not too late. */
  redeem(ticket: string): boolean {
    const known = fingerprint(ticket)
    const end = this.#ends.get(known)
    this.#ends.delete(known)
    return end !== undefined && this.#now() < end
  }
}
