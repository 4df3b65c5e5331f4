import type { RunEvent } from '../../contract/events'
import type { LogLine } from '../../contract/log'
import type { RunDetail, StartedRun } from '../../contract/run'

/** Tells how a run goes, in one of the ways that a person or a script may want it. */
export interface Reporter {
  begun(run: RunDetail, started: StartedRun): void
  /** One batch, in order; the first begins with the run's first event. */
  events(events: readonly RunEvent[]): void
  /** Whether it shows log lines at all. */
  readonly wantsLog: boolean
  log(lines: readonly LogLine[]): void
  /** A remark beside the run: about the link, the engine's health, a cancel. */
  note(text: string): void
  /** Nothing more comes; the terminal is as it was. */
  finished(): void
}
