import { openSession, type CliContext } from '../context'
import { EXIT, type ExitCode } from '../exit-code'
import { jsonLine } from '../show/json-line'
import { receiptLine } from '../show/result-lines'

export interface CancelOptions {
  readonly data?: string
  readonly json?: true
}

/** Stops a run and tells what that came to. */
export async function cancelCommand(context: CliContext, which: string, { data, json }: CancelOptions): Promise<ExitCode> {
  const session = await openSession(context, { data, works: false })
  try {
    const run = await session.ask((client) => client.runs.get({ run: which }))
    const receipt = await session.ask((client) => client.runs.cancel({ runId: run.id }))
    context.terminal.line(json ? jsonLine(receipt) : receiptLine(receipt))
    return EXIT.done
  } finally {
    await session.close()
  }
}
