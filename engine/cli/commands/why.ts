import { openSession, type CliContext } from '../context'
import { EXIT, type ExitCode } from '../exit-code'
import { jsonLine } from '../show/json-line'
import { whyWords } from '../show/why-words'

export interface WhyOptions {
  readonly data?: string
  readonly json?: true
}

/** Says the one thing that a run waits for. */
export async function whyCommand(context: CliContext, which: string, { data, json }: WhyOptions): Promise<ExitCode> {
  const session = await openSession(context, { data, works: false })
  try {
    const found = await session.ask((client) => client.runs.why({ run: which }))
    context.terminal.line(json ? jsonLine(found) : (found.why === null ? 'The run is over: it waits for nothing.' : whyWords(found.why, Date.now())))
    return EXIT.done
  } finally {
    await session.close()
  }
}
