import { jsonLine } from '../show/json-line'
import type { Terminal } from '../terminal'
import type { Reporter } from './reporter'

/** For scripts: one JSON object a line, the run's own events between `run.started` and, written by the command, `result`. */
export const jsonReporter = (terminal: Terminal): Reporter => ({
  wantsLog: false,
  begun: ({ id, externalId, pipelineName, version, folder }, { reused }) =>
    terminal.line(jsonLine({ type: 'run.started', runId: id, externalId, pipeline: pipelineName, version, folder, reused })),
  events: (events) => {
    for (const event of events) terminal.line(jsonLine(event))
  },
  log: () => undefined,
  note: terminal.note,
  finished: () => undefined,
})
