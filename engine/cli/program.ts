import { Command, InvalidArgumentError, Option } from 'commander'
import type { RunStatus } from '../contract/run-status'
import { cancelCommand, type CancelOptions } from './commands/cancel'
import { logsCommand, type LogsOptions } from './commands/logs'
import { runCommand, type RunOptions } from './commands/run'
import { RUN_STATUS_NAMES, runsCommand, type RunsOptions } from './commands/runs'
import { DEFAULT_PORT, serveCommand, type ServeOptions } from './commands/serve'
import { validateCommand, type ValidateOptions } from './commands/validate'
import type { CliContext } from './context'
import type { ExitCode } from './exit-code'

const DEFAULT_LIMIT = 20
const MOST_RUNS = 10_000
const HIGHEST_PORT = 65_535

/** Every command with its options; `end` hears how the one that was asked for ended. */
export function createProgram(context: CliContext, end: (code: ExitCode) => void): Command {
  const { terminal, host } = context
  const program = new Command('signalbox')
    .description('Runs pipelines and shows what becomes of them.')
    .version(host.version)
    .exitOverride()
    .showSuggestionAfterError()
    // Refusals are told in one place, with their code.
    .configureOutput({ writeOut: (text) => terminal.write(text), writeErr: () => undefined })

  const data = () => new Option('--data <folder>', `the data folder (${host.dataFolder} unless given)`)
  const json = (words: string) => new Option('--json', words)

  program
    .command('run')
    .argument('<file>', 'a pipeline file')
    .description('Run a pipeline file and show it live until it ends.')
    .option('--input <name=value>', 'a value for one input; repeat it for others', gather)
    .option('--input-file <file>', 'values for inputs, as YAML or JSON')
    .option('--idempotency-key <key>', 'the same key and input give the run that they gave before')
    .addOption(data())
    .addOption(json('a JSON object a line: every event, then the result'))
    .option('--quiet', 'nothing but the outputs, and what failed')
    .action(async (file: string, options: RunOptions) => end(await runCommand(context, file, options)))

  program
    .command('validate')
    .argument('<file>', 'a pipeline file')
    .description('Say everything that is wrong with a pipeline file.')
    .addOption(json('one JSON object with the problems'))
    .action(async (file: string, options: ValidateOptions) => end(await validateCommand(context, file, options)))

  program
    .command('runs')
    .description('List runs, newest first.')
    .addOption(new Option('--status <status>', 'only runs in this state; repeat it for others').choices(RUN_STATUS_NAMES).argParser(gatherStatus))
    .option('--pipeline <name>', 'only runs of this pipeline')
    .option('--limit <n>', 'how many, at most', count, DEFAULT_LIMIT)
    .addOption(data())
    .addOption(json('a JSON object a line'))
    .action(async (options: RunsOptions) => end(await runsCommand(context, options)))

  program
    .command('logs')
    .argument('<run>', 'SBX-…, or an id')
    .description("Show a run's log.")
    .option('-f, --follow', 'stay, and show each new line until the run ends')
    .option('--step <id>', 'only lines of this step')
    .addOption(data())
    .addOption(json('a JSON object a line'))
    .action(async (run: string, options: LogsOptions) => end(await logsCommand(context, run, options)))

  program
    .command('cancel')
    .argument('<run>', 'SBX-…, or an id')
    .description('Stop a run and say what that came to.')
    .addOption(data())
    .addOption(json('the receipt as one JSON object'))
    .action(async (run: string, options: CancelOptions) => end(await cancelCommand(context, run, options)))

  program
    .command('serve')
    .description('Run the engine, and show it in a browser of this computer.')
    .option('--port <n>', 'where to listen; 0 takes any port that is free', port, DEFAULT_PORT)
    .addOption(data())
    .addOption(json('the address as one JSON object'))
    .action(async (options: ServeOptions) => end(await serveCommand(context, options)))

  return program
}

const gather = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

function gatherStatus(value: string, before: readonly RunStatus[] = []): readonly RunStatus[] {
  const status = RUN_STATUS_NAMES.find((name) => name === value)
  if (status === undefined) throw new InvalidArgumentError(`It is one of ${RUN_STATUS_NAMES.join(', ')}.`)
  return [...before, status]
}

function port(text: string): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number > HIGHEST_PORT) throw new InvalidArgumentError(`It is a whole number from 0 to ${HIGHEST_PORT}.`)
  return number
}

function count(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > MOST_RUNS) throw new InvalidArgumentError(`It is a whole number from 1 to ${MOST_RUNS}.`)
  return number
}
