/** Wakes people up. Every message is a hint: what it says is in the database already, and losing one costs time, never truth. */
export type BusMessage =
  | { readonly type: 'run'; readonly runId: string }
  | { readonly type: 'log'; readonly runId: string }
  /** A cancel was asked for: whoever holds attempts of the run aborts them. */
  | { readonly type: 'cancel'; readonly runId: string }
  | { readonly type: 'pipeline'; readonly pipelineId: string }
  | { readonly type: 'health' }

export interface Bus {
  publish(message: BusMessage): void
  /** Returns how to stop listening. */
  subscribe(listener: (message: BusMessage) => void): () => void
}
