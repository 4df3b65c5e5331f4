import { jsonReporter } from './reporters/json-reporter'
import { liveReporter } from './reporters/live-reporter'
import { plainReporter, quietReporter } from './reporters/plain-reporter'
import type { Reporter } from './reporters/reporter'
import { failureLines, resultJson, type RunResult } from './run-result'
import { jsonLine } from './show/json-line'
import { outputLines, usageLine } from './show/result-lines'
import type { Terminal } from './terminal'

/** How a command that stays with a run tells of it. */
export interface OutputOptions {
  readonly json?: true
  readonly quiet?: true
}

export function chooseReporter(terminal: Terminal, { json, quiet }: OutputOptions): Reporter {
  if (quiet) return quietReporter(terminal)
  if (json) return jsonReporter(terminal)
  return terminal.live ? liveReporter(terminal) : plainReporter(terminal)
}

export function tellResult(terminal: Terminal, result: RunResult, options: OutputOptions): void {
  if (options.json) return terminal.line(jsonLine(resultJson(result)))
  for (const line of outputLines(result.run.output)) terminal.line(line)
  const used = options.quiet ? null : usageLine(result.run.usage)
  if (used !== null) terminal.note(used)
  for (const line of failureLines(result)) terminal.note(line)
}
