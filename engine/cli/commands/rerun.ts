import { randomUUID } from 'node:crypto'
import type { EngineClient } from '../../client/create-client'
import type { StartedRun } from '../../contract/run'
import { checkFile, tellProblems } from '../checked-file'
import { openSession, type CliContext } from '../context'
import { EXIT, type ExitCode } from '../exit-code'
import { chooseReporter, tellResult, type OutputOptions } from '../run-output'
import { jsonLine } from '../show/json-line'
import { planLines } from '../show/plan-lines'
import { hasErrors } from '../show/problem-lines'
import { stayWithRun } from '../stay-with-run'

export interface RetryOptions extends OutputOptions {
  readonly idempotencyKey?: string
  readonly data?: string
}

export interface RerunOptions extends RetryOptions {
  readonly from?: string
  readonly failedItems?: true
  readonly file?: string
  readonly preview?: true
}

/** Goes on where a run failed or was cancelled, in a new run, and stays until that ends. */
export function retryCommand(context: CliContext, which: string, options: RetryOptions): Promise<ExitCode> {
  const key = options.idempotencyKey ?? randomUUID()
  return follow(context, options, (client) => client.runs.retry({ run: which, idempotencyKey: key, startedBy: 'command_line' }))
}

/** Does a step anew, with all behind it, in a new run; or says what that would come to. */
export async function rerunCommand(context: CliContext, which: string, options: RerunOptions): Promise<ExitCode> {
  const { terminal } = context
  const text = options.file === undefined ? undefined : await changedText(context, options.file, options.json === true)
  if (text === null) return EXIT.badInput
  const question = { run: which, ...(options.from !== undefined && { from: options.from }), ...(options.failedItems === true && { failedItems: true }), ...(text !== undefined && { text }) }
  if (options.preview !== true) {
    const key = options.idempotencyKey ?? randomUUID()
    return follow(context, options, (client) => client.runs.rerun({ ...question, idempotencyKey: key, startedBy: 'command_line' }))
  }
  const session = await openSession(context, { data: options.data, works: false })
  try {
    const plan = await session.ask((client) => client.runs.previewRerun(question))
    if (options.json) terminal.line(jsonLine(plan))
    else for (const line of planLines(plan)) terminal.line(line)
    return EXIT.done
  } finally {
    await session.close()
  }
}

/** Null when the file is wrong, which has been told then. */
async function changedText(context: CliContext, file: string, json: boolean): Promise<string | null> {
  const { text, validation } = await checkFile(context, file)
  tellProblems(context.terminal.note, file, validation.problems)
  if (!hasErrors(validation.problems)) return text
  if (json) context.terminal.line(jsonLine({ type: 'invalid', file, problems: validation.problems }))
  return null
}

async function follow(context: CliContext, options: RetryOptions, start: (client: EngineClient) => Promise<StartedRun>): Promise<ExitCode> {
  const { terminal } = context
  const reporter = chooseReporter(terminal, options)
  const session = await openSession(context, { data: options.data, works: true, note: (text) => reporter.note(text) })
  try {
    const started = await session.ask(start)
    if (started.reused) reporter.note(`This idempotency key was used before, for ${started.externalId}; no other run was started.`)
    return await stayWithRun(session, started, { reporter, terminal, tellResult: (result) => tellResult(terminal, result, options) })
  } finally {
    reporter.finished()
    await session.close()
  }
}
