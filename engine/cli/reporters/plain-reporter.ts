import { PlainProgress } from '../show/plain-progress'
import { newRunView } from '../show/run-view'
import type { Terminal } from '../terminal'
import type { Reporter } from './reporter'

/** For a pipe or a file: a line for each change. */
export function plainReporter(terminal: Terminal): Reporter {
  let progress: PlainProgress | null = null
  return {
    wantsLog: false,
    begun(run) {
      progress = new PlainProgress(newRunView(run))
    },
    events(events) {
      for (const line of events.flatMap((event) => progress?.linesAfter(event) ?? [])) terminal.line(line)
    },
    log: () => undefined,
    note: terminal.note,
    finished: () => undefined,
  }
}

/** For who wants nothing but the result. */
export const quietReporter = (terminal: Terminal): Reporter => ({
  wantsLog: false,
  begun: () => undefined,
  events: () => undefined,
  log: () => undefined,
  note: terminal.note,
  finished: () => undefined,
})
