import type { EngineClient } from '../../engine/client/create-client'
import type { LinkStore } from './link-store'

/** A question to the engine that pages share: what it was answered last is shown at once when it is asked again. */
export interface Query<Input, Output> {
  readonly read: (client: EngineClient, input: Input, signal: AbortSignal) => Promise<Output>
  /** Answers by input, of one link. */
  readonly answers: (link: LinkStore) => Map<string, Output>
}

/** `const getRun = defineQuery((client, run: string, signal) => client.runs.get({ run }, { signal }))` */
export function defineQuery<Input, Output>(read: Query<Input, Output>['read']): Query<Input, Output> {
  const byLink = new WeakMap<LinkStore, Map<string, Output>>()
  return {
    read,
    answers: (link) => {
      const known = byLink.get(link)
      if (known !== undefined) return known
      const fresh = new Map<string, Output>()
      byLink.set(link, fresh)
      return fresh
    },
  }
}

const KEPT = 30

/** Keeps an answer; the oldest of a query falls out. */
export function keepAnswer<Output>(answers: Map<string, Output>, key: string, answer: Output): void {
  answers.delete(key)
  answers.set(key, answer)
  const oldest = answers.size > KEPT ? answers.keys().next().value : undefined
  if (oldest !== undefined) answers.delete(oldest)
}
