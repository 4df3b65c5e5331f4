import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import type { Json } from '../../contract/json'
import { json } from '../../contract/json'
import { EngineError } from '../../core/shared/engine-error'
import { resolveInside } from '../../connectors/files/resolve-inside'
import { parseJson } from '../../connectors/json/parse-json'
import { childEnvironment } from '../../connectors/process/child-environment'
import { RUN_FOLDER } from '../../connectors/process/left-processes'
import type { ProcessEnd } from '../../connectors/process/run-process'
import { runProcess } from '../../connectors/process/run-process'
import { stopTree } from '../../connectors/process/stop-tree'
import type { StepContext, StepOutcome } from '../../ports/step-kind'
import { defineStep } from '../define-step'
import { checkCommand } from './check-command'
import type { ShellConfig } from './shell-config'
import { shellConfig } from './shell-config'

/** Kept of each stream when it is given out as text; of longer ones the middle is left out, and that is said. */
const TEXT_BYTES = 1024 * 1024
/** Taken whole or not at all when it is to be understood. */
const DATA_BYTES = 16 * 1024 * 1024
const LAST_LINES = 5
const LAST_LINES_CHARACTERS = 2000
/** Someone outside ended it: the machine was short of memory, or shut down. */
const OUTSIDE_SIGNALS: readonly NodeJS.Signals[] = ['SIGKILL', 'SIGTERM', 'SIGHUP', 'SIGINT']

export const shellStep = defineStep({
  kind: 'shell',
  title: 'Run a command',
  summary:
    'Runs a program with its arguments as a list: no shell splits or expands them. It sees a short list of the environment, writes its output to the log line by line, and ends with everything it started, also when it is cancelled. Expressions may fill arguments, env and stdin, but never the program or a script body.',
  example: `- id: commits
  uses: shell
  with:
    command: [git, log, --oneline, "--max-count=\${{ inputs.count }}"]
    output: lines`,
  config: shellConfig,
  output: z.object({
    exit_code: z.int(),
    stdout: json.describe('Text, a list of lines, or the value that the JSON holds.'),
    stdout_cut: z.boolean().describe('More than 1 MiB was printed: the middle is missing.'),
    stderr: z.string(),
    stderr_cut: z.boolean(),
  }),
  defaults: { timeoutMs: 300_000, queue: 'default', onLost: 'retry' },
  usesFolders: true,
  noExpressions: ['command.0'],
  // Never in `command`: whoever may list processes reads their arguments.
  secretsIn: ['env', 'stdin'],
  checkTemplate: checkCommand,
  run: runShell,
})

async function runShell(config: ShellConfig, context: StepContext): Promise<StepOutcome> {
  const cwd = await resolveInside(config.cwd, context.folders)
  // What an attempt left running when its engine died would work against this one.
  if (context.attempt > 1) await stopTree({ leader: null, marker: `${context.idempotencyKey}/` })
  const end = await runProcess({
    command: config.command,
    cwd,
    env: environment(config, context),
    stdin: config.stdin,
    marker: `${context.idempotencyKey}/${context.attempt}/${randomUUID()}`,
    maxBytes: { stdout: config.output === 'text' ? TEXT_BYTES : DATA_BYTES, stderr: TEXT_BYTES },
    signal: context.signal,
    mask: (text) => context.mask(text),
    onLine: (stream, line) => context.log(stream === 'stdout' ? 'info' : 'warn', line),
  })
  report(end, context)
  const program = config.command[0] ?? ''
  if (end.exitCode === null || !config.success_codes.includes(end.exitCode)) return failed(program, config, end, context)
  return { kind: 'succeeded', output: toOutput(program, config, end, end.exitCode) }
}

function environment(config: ShellConfig, context: StepContext): Record<string, string> {
  const told = {
    SIGNALBOX_RUN_ID: context.runId,
    SIGNALBOX_STEP_ID: context.stepId,
    [RUN_FOLDER]: context.folders.run,
    SIGNALBOX_IDEMPOTENCY_KEY: context.idempotencyKey,
  }
  return childEnvironment(process.env, { inherit: config.inherit_env, set: { ...told, ...config.env } })
}

function report(end: ProcessEnd, context: StepContext): void {
  if (end.linesLeftOut > 0) context.log('warn', `${end.linesLeftOut} more lines were printed than the log takes; they are left out.`)
  if (end.leftBehind > 0) context.log('warn', `The command left ${end.leftBehind} of its processes running; they were ended with it.`)
}

function failed(program: string, config: ShellConfig, end: ProcessEnd, context: StepContext): StepOutcome {
  const how = end.exitCode === null ? `was ended by ${end.signal ?? 'a signal'}` : `ended with exit code ${end.exitCode}`
  const last = lastLines(context.mask(end.stderr.text))
  const details = { exit_code: end.exitCode, signal: end.signal, stderr: last }
  const retryable = end.exitCode === null ? end.signal !== null && OUTSIDE_SIGNALS.includes(end.signal) : config.retry_codes.includes(end.exitCode)
  return { kind: 'failed', code: 'command_failed', message: `${program} ${how}${last === '' ? '' : `: ${last}`}`, retryable, details }
}

const lastLines = (text: string): string => text.trimEnd().split('\n').slice(-LAST_LINES).join('\n').slice(-LAST_LINES_CHARACTERS)

function toOutput(program: string, config: ShellConfig, end: ProcessEnd, exitCode: number): Json {
  return {
    exit_code: exitCode,
    stdout: toValue(program, config, end),
    stdout_cut: end.stdout.cut,
    stderr: end.stderr.text,
    stderr_cut: end.stderr.cut,
  }
}

function toValue(program: string, config: ShellConfig, { stdout }: ProcessEnd): Json {
  if (config.output === 'text') return stdout.text
  if (stdout.cut) {
    const most = `${DATA_BYTES / 1024 / 1024} MiB`
    throw new EngineError(
      'output_too_large',
      `${program} printed ${stdout.bytes} bytes; as ${config.output} it may print ${most}. Write them to a file and read that in a further step.`,
    )
  }
  if (config.output === 'json') return parseJson(stdout.text, `What ${program} printed`)
  const lines = stdout.text.split(/\r?\n/)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}
