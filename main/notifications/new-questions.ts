import type { Approval } from '../../engine/contract/approval'

/** So many of the newest are looked at; more at once help nobody. */
const MOST = 50

/** As much of an engine as is asked. */
export interface OpenQuestions {
  readonly approvals: { list(input: { filter: { state: 'open' }; limit: number }): Promise<{ readonly items: readonly Approval[] }> }
}

/** Finds the questions that were asked since a time and that nobody was told of, also those of which no word came. */
export class NewQuestions {
  readonly #since: number
  readonly #told = new Set<string>()

  constructor(since: number) {
    this.#since = since
  }

  /** In the order in which they were asked; each once. */
  async read(client: OpenQuestions): Promise<readonly Approval[]> {
    const { items } = await client.approvals.list({ filter: { state: 'open' }, limit: MOST })
    const open = new Set(items.map(({ id }) => id))
    // One that is open no more comes back no more.
    for (const id of this.#told) if (!open.has(id)) this.#told.delete(id)
    const fresh = items.filter(({ id, askedAt }) => askedAt >= this.#since && !this.#told.has(id))
    for (const { id } of fresh) this.#told.add(id)
    return fresh.toReversed()
  }
}
