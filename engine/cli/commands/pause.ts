import type { Run } from '../../contract/run'
import { openSession, type CliContext } from '../context'
import { EXIT, type ExitCode } from '../exit-code'
import type { EngineSession } from '../link/engine-session'
import { jsonLine } from '../show/json-line'
import { plural } from '../show/words'

export interface PauseOptions {
  readonly data?: string
  readonly json?: true
}

/** Keeps a run from going on, and tells what of it still ends. */
export const pauseCommand = (context: CliContext, which: string, options: PauseOptions): Promise<ExitCode> =>
  control(context, which, options, { ask: (session, runId) => session.ask((client) => client.runs.pause({ runId })), words: pausedWords })

/** Lets a paused run go on. */
export const resumeCommand = (context: CliContext, which: string, options: PauseOptions): Promise<ExitCode> =>
  control(context, which, options, { ask: (session, runId) => session.ask((client) => client.runs.resume({ runId })), words: ({ externalId }) => `${externalId} goes on.` })

interface Control {
  ask(session: EngineSession, runId: string): Promise<Run>
  words(run: Run): string
}

async function control(context: CliContext, which: string, { data, json }: PauseOptions, { ask, words }: Control): Promise<ExitCode> {
  const session = await openSession(context, { data, works: false })
  try {
    const { id } = await session.ask((client) => client.runs.get({ run: which }))
    const run = await ask(session, id)
    context.terminal.line(json ? jsonLine(run) : words(run))
    return EXIT.done
  } finally {
    await session.close()
  }
}

function pausedWords({ externalId, pausedAt, stillAtWork }: Run): string {
  if (pausedAt === null) return `${externalId} is being cancelled, so there is nothing to pause.`
  return stillAtWork === 0 ? `${externalId} is paused.` : `${externalId} is pausing: ${plural(stillAtWork, 'step')} still at work.`
}
