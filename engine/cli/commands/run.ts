import { randomUUID } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import type { JsonObject } from '../../contract/json'
import type { StartedRun } from '../../contract/run'
import { EngineError } from '../../core/shared/engine-error'
import { checkFile, tellProblems, type CheckedFile } from '../checked-file'
import { openSession, type CliContext } from '../context'
import { EXIT, type ExitCode } from '../exit-code'
import { givenInputs, inputPair, readInputFile } from '../given-inputs'
import type { EngineSession } from '../link/engine-session'
import { readTextFile } from '../read-text-file'
import { chooseReporter, tellResult } from '../run-output'
import { jsonLine } from '../show/json-line'
import { hasErrors } from '../show/problem-lines'
import { stayWithRun } from '../stay-with-run'
import type { Terminal } from '../terminal'

export interface RunOptions {
  readonly input?: readonly string[]
  readonly inputFile?: string
  readonly idempotencyKey?: string
  readonly priority?: number
  /** False: steps with a `cache` do their work anew. */
  readonly cache?: boolean
  readonly data?: string
  readonly json?: true
  readonly quiet?: true
}

/** Stores the file as it is, starts a run of it and stays until that ends. Nothing is stored when file or inputs are wrong. */
export async function runCommand(context: CliContext, file: string, options: RunOptions): Promise<ExitCode> {
  const { terminal } = context
  const pairs = (options.input ?? []).map(inputPair)
  const checked = await checkFile(context, file)
  const { problems, inputs } = checked.validation
  tellProblems(terminal.note, file, problems)
  if (hasErrors(problems)) {
    if (options.json) terminal.line(jsonLine({ type: 'invalid', file, problems }))
    return EXIT.badInput
  }
  const input = givenInputs(inputs, options.inputFile === undefined ? {} : await inputFile(options.inputFile, terminal), pairs)
  const reporter = chooseReporter(terminal, options)
  const session = await openSession(context, { data: options.data, works: true, begins: true, note: (text) => reporter.note(text) })
  try {
    const { idempotencyKey = randomUUID(), priority, cache } = options
    const started = await start(session, { checked, folder: dirname(resolve(file)), input, idempotencyKey, priority, noCache: cache === false })
    if (started.reused) reporter.note(`This idempotency key was used before, for ${started.externalId}; no other run was started.`)
    return await stayWithRun(session, started, { reporter, terminal, tellResult: (result) => tellResult(terminal, result, options) })
  } finally {
    reporter.finished()
    await session.close()
  }
}

async function inputFile(path: string, terminal: Terminal): Promise<JsonObject> {
  try {
    return readInputFile(await readTextFile(path))
  } catch (thrown) {
    if (thrown instanceof EngineError) tellProblems(terminal.note, path, thrown.problems ?? [])
    throw thrown
  }
}

interface Start {
  readonly checked: CheckedFile
  readonly folder: string
  readonly input: JsonObject
  /** Always there, so that a start whose answer was lost can be asked for again. */
  readonly idempotencyKey: string
  readonly priority: number | undefined
  readonly noCache: boolean
}

async function start(session: EngineSession, { checked: { text }, folder, ...asked }: Start): Promise<StartedRun> {
  const { pipelineId, version } = await session.ask((client) => client.pipelines.save({ text, folder }))
  return session.ask((client) => client.runs.start({ pipeline: pipelineId, version, ...asked, startedBy: 'command_line' }))
}
