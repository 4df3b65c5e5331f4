import type { Socket } from 'node:net'

/**
 * Which connections are open, and which of them belong to somebody who has shown the token. When there are too many, the
 * oldest of the others makes room: whoever opens all there are keeps no page out.
 */
export class OpenConnections {
  /** Oldest first. */
  readonly #strangers = new Set<Socket>()
  readonly #known = new Set<Socket>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  add(socket: Socket): void {
    this.#strangers.add(socket)
    socket.once('close', () => this.#forget(socket))
    if (this.#strangers.size + this.#known.size <= this.#most) return
    // When all others are known, that is the newcomer itself.
    const [oldest] = this.#strangers
    if (oldest === undefined) return
    this.#forget(oldest)
    oldest.destroy()
  }

  /** The token came over it, or a ticket. */
  know(socket: Socket): void {
    if (this.#strangers.delete(socket)) this.#known.add(socket)
  }

  #forget(socket: Socket): void {
    this.#strangers.delete(socket)
    this.#known.delete(socket)
  }
}
