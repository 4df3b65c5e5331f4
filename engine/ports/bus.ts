import type { StepNotice } from '../contract/events'

/** Wakes people up. Every message is a hint: what it says is in the database already, and losing one costs time, never truth. */
export type BusMessage =
  | { readonly type: 'run'; readonly runId: string }
  | { readonly type: 'log'; readonly runId: string }
  /** A cancel was asked for: whoever holds attempts of the run aborts them. */
  | { readonly type: 'cancel'; readonly runId: string }
  | { readonly type: 'pipeline'; readonly pipelineId: string }
  /** A question was asked, answered, or needs no answer any more. */
  | { readonly type: 'approvals' }
  | { readonly type: 'health' }
  /** Of models, secrets or settings. */
  | { readonly type: 'settings' }
  /** A top-level step (`stepId`) or the run itself (null) has failed. */
  | { readonly type: 'failure'; readonly runId: string; readonly stepId: string | null; readonly message: string; readonly at: number }
  | { readonly type: 'notice'; readonly notice: StepNotice }
  /** A step at work has given out more text. */
  | { readonly type: 'text'; readonly stepRunId: string }

export interface Bus {
  publish(message: BusMessage): void
  /** Returns how to stop listening. */
  subscribe(listener: (message: BusMessage) => void): () => void
}
