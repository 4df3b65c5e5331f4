import { frame } from '../show/frame'
import { LiveScreen } from '../show/live-screen'
import { afterEvent, afterLog, newRunView, type RunView } from '../show/run-view'
import type { Terminal } from '../terminal'
import type { Reporter } from './reporter'

/** Lines of steps that stay when the run is over. */
const LAST_ROOM = 100
/** Below the frame and above it. */
const SPARE_ROWS = 4

/** For a terminal: the run is drawn, and redrawn while it changes. */
export function liveReporter(terminal: Terminal): Reporter {
  let view: RunView | null = null
  let screen: LiveScreen | null = null
  const lines = (room: number) => (view === null ? [] : frame(view, { now: Date.now(), columns: terminal.columns, room, colours: terminal.colours }))
  return {
    wantsLog: true,
    begun(run) {
      view = newRunView(run)
      screen = new LiveScreen(terminal, () => lines(Math.max(1, terminal.rows - SPARE_ROWS)))
    },
    events(events) {
      view = view === null ? null : events.reduce(afterEvent, view)
    },
    log(newLines) {
      view = view === null ? null : afterLog(view, newLines)
    },
    note(text) {
      if (screen === null) terminal.note(text)
      else screen.above(text)
    },
    finished() {
      screen?.end(lines(LAST_ROOM))
      screen = null
    },
  }
}
