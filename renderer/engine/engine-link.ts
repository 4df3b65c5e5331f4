import type { EngineConnection } from '../../engine/client/create-client'
import type { CallFailure } from '../../engine/client/call-failure'

/**
 * How the page stands to its engine.
 * starting: nothing has answered yet. live: the engine answered on this very link. silent: it runs and does
 * not answer; it is live again when it does. restarting: it was lost and comes back by itself. down: it is not to be had; unless `nextTryAt` says when it is looked for again, only `retry` does that.
 */
export type LinkState =
  | { readonly state: 'starting' }
  | { readonly state: 'live' }
  | { readonly state: 'silent' }
  | { readonly state: 'restarting'; readonly reason: CallFailure | null; readonly nextTryAt: number | null }
  | { readonly state: 'down'; readonly reason: CallFailure | null; readonly nextTryAt?: number | null }

export interface TransportEvents {
  /** A fresh connection; any before it is dead. */
  readonly connected: (connection: EngineConnection) => void
  /** There is none, and why. */
  readonly lost: (state: Exclude<LinkState, { readonly state: 'live' }>) => void
}

/** One way to an engine: the desktop's port, or a server's socket. */
export interface Transport {
  /** embedded: the engine of this very app, which the app starts again. server: one that others start. */
  readonly reach: 'embedded' | 'server'
  /** What it is attached to, in the top bar: "This computer", "build.example". */
  readonly place: string
  /** Starts connecting and goes on reporting; returns how to stop. */
  start(events: TransportEvents): () => void
  /** Tries now, whatever the wait; an engine of this very app that is silent is started anew. */
  retry(): void
  /** Tries no more before `retry`: whoever answers is not one to talk to. */
  rest(): void
}
