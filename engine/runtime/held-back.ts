/** Who could not begin because its lane had no room, by lane: hints about which queues to look at again when it has. */
export class HeldBack {
  readonly #queues = new Map<string, Map<string, number>>()

  /** What a claim of a queue found. */
  note(queue: string, found: readonly { readonly lane: string; readonly priority: number }[]): void {
    for (const { lane, priority } of found) {
      const queues = this.#queues.get(lane) ?? new Map<string, number>()
      this.#queues.set(lane, queues.set(queue, priority))
    }
  }

  /** Those that waited for the lane; they are noted anew when they are held back again. */
  release(lane: string): readonly { readonly queue: string; readonly priority: number }[] {
    const queues = this.#queues.get(lane)
    this.#queues.delete(lane)
    return [...(queues ?? [])].map(([queue, priority]) => ({ queue, priority }))
  }
}
