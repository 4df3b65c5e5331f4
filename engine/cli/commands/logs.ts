import type { LogLine } from '../../contract/log'
import type { RunDetail } from '../../contract/run'
import { isRunOver } from '../../core/runs/run-state'
import { EngineError } from '../../core/shared/engine-error'
import { openSession, type CliContext } from '../context'
import { EXIT, type ExitCode } from '../exit-code'
import type { EngineSession } from '../link/engine-session'
import { jsonLine } from '../show/json-line'
import { logText } from '../show/log-text'
import type { Terminal } from '../terminal'

export interface LogsOptions {
  readonly follow?: true
  readonly step?: string
  readonly data?: string
  readonly json?: true
}

const PAGE = 5000

/** A run's log as far as it is written; with `follow`, until the run has ended. */
export async function logsCommand(context: CliContext, which: string, options: LogsOptions): Promise<ExitCode> {
  const { terminal } = context
  const session = await openSession(context, { data: options.data, works: false })
  try {
    const run = await session.ask((client) => client.runs.get({ run: which }))
    checkStep(run, options.step)
    const log = new LogPrinter(terminal, options)
    await log.printWritten(session, run)
    if (options.follow && !isRunOver(run.status)) await log.follow(session, run)
    return EXIT.done
  } finally {
    await session.close()
  }
}

function checkStep({ externalId, graph }: RunDetail, step: string | undefined): void {
  const ids = graph.steps.map(({ id }) => id)
  if (step === undefined || ids.includes(step)) return
  throw new EngineError('step_run_not_found', `${externalId} has no step "${step}"; it has ${ids.join(', ')}.`)
}

class LogPrinter {
  readonly #terminal: Terminal
  readonly #options: LogsOptions
  #lastSeq = 0

  constructor(terminal: Terminal, options: LogsOptions) {
    this.#terminal = terminal
    this.#options = options
  }

  async printWritten(session: EngineSession, { id: runId }: RunDetail): Promise<void> {
    const { step } = this.#options
    while (!this.#terminal.readerGone.aborted) {
      const query = { runId, afterSeq: this.#lastSeq, limit: PAGE, ...(step !== undefined && { stepId: step }) }
      const { lines } = await session.ask((client) => client.runs.log(query))
      await this.#print(lines)
      if (lines.length < PAGE) return
    }
  }

  async follow(session: EngineSession, { id: runId, externalId }: RunDetail): Promise<void> {
    const signal = this.#terminal.readerGone
    const open = () => {
      if (session.owner === 'this') throw nobodyWorks(externalId)
      return session.ask((client) => client.runs.watchLog({ runId, afterSeq: this.#lastSeq }, { signal }))
    }
    for await (const lines of session.stream(open, { signal, isOver: () => false })) {
      const { step } = this.#options
      await this.#print(step === undefined ? lines : lines.filter(({ stepId }) => stepId === step))
      this.#lastSeq = lines.at(-1)?.seq ?? this.#lastSeq
    }
  }

  async #print(lines: readonly LogLine[]): Promise<void> {
    for (const line of lines) this.#terminal.line(this.#options.json ? jsonLine(line) : logText(line, this.#terminal.colours))
    this.#lastSeq = lines.at(-1)?.seq ?? this.#lastSeq
    await this.#terminal.drained()
  }
}

const nobodyWorks = (externalId: string): EngineError =>
  new EngineError(
    'engine_unavailable',
    `${externalId} has not ended, but no engine works on this data folder at the moment. It goes on when the app is opened, or with the next "signalbox run".`,
  )
