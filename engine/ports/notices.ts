import type { StepNotice } from '../contract/events'

/** Shows something to whoever is attached; a hint, not a promise. */
export interface Notices {
  /** How many listeners there were: 0 means that nobody saw it. */
  show(notice: StepNotice): number
}

/** Who shows people what steps say. */
export interface Audience {
  readonly size: number
  /** Returns how to leave. */
  join(): () => void
}
