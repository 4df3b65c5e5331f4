import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { IMPORT_FORMATS } from '../contract/import'
import type { RunStatus } from '../contract/run-status'
import { approvalsCommand, type ApprovalsOptions } from './commands/approvals'
import { approveCommand, type ApproveOptions } from './commands/approve'
import { cancelCommand, type CancelOptions } from './commands/cancel'
import { importCommand, type ImportOptions } from './commands/import'
import { logsCommand, type LogsOptions } from './commands/logs'
import { modelsCommand, type ModelsOptions } from './commands/models'
import { pauseCommand, resumeCommand, type PauseOptions } from './commands/pause'
import { queuesCommand, type QueuesOptions } from './commands/queues'
import { rerunCommand, retryCommand, type RerunOptions, type RetryOptions } from './commands/rerun'
import { runCommand, type RunOptions } from './commands/run'
import { RUN_STATUS_NAMES, runsCommand, type RunsOptions } from './commands/runs'
import { DEFAULT_PORT, serveCommand, type ServeOptions } from './commands/serve'
import { servicesCommand, type ServicesOptions } from './commands/services'
import { validateCommand, type ValidateOptions } from './commands/validate'
import { whyCommand, type WhyOptions } from './commands/why'
import type { CliContext } from './context'
import type { ExitCode } from './exit-code'
import { addStorageCommands } from './storage-commands'

const DEFAULT_LIMIT = 20
const MOST_RUNS = 10_000
const HIGHEST_PORT = 65_535
const HIGHEST_PRIORITY = 100

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
    .option('--priority <n>', `from ${-HIGHEST_PRIORITY} to ${HIGHEST_PRIORITY}; higher is taken first, 0 unless given`, priority)
    .option('--no-cache', 'do anew what steps with a cache would take out of it; what they give out takes its place')
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
    .command('import')
    .argument('<file>', 'a file of an older system')
    .description('Turn a file of an older system into a pipeline, and say what could not be kept.')
    .addOption(new Option('--format <format>', 'what the file is, unless it can be seen').choices(IMPORT_FORMATS))
    .option('--out <file>', 'write the pipeline file here')
    .option('--save', 'store the pipeline; relative paths start in the folder of the file')
    .addOption(data())
    .addOption(json('one JSON object with the pipeline file and the report'))
    .action(async (file: string, options: ImportOptions) => end(await importCommand(context, file, options)))

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
    .command('retry')
    .argument('<run>', 'SBX-…, or an id')
    .description('Start a new run that goes on where a failed or cancelled one stopped, and show it live until it ends.')
    .option('--idempotency-key <key>', 'the same key gives the run that it gave before')
    .addOption(data())
    .addOption(json('a JSON object a line: every event, then the result'))
    .option('--quiet', 'nothing but the outputs, and what failed')
    .action(async (run: string, options: RetryOptions) => end(await retryCommand(context, run, options)))

  program
    .command('rerun')
    .argument('<run>', 'SBX-…, or an id')
    .description('Start a new run that does a step of an earlier one anew, with all behind it, and takes over the rest.')
    .option('--from <step>', 'the step; without it only what failed, was not finished, or is changed')
    .option('--failed-items', 'of a mapped step, only the items that failed; without --from also where their step went on')
    .option('--file <file>', 'a changed definition of the same pipeline; it is stored as a new version first')
    .option('--preview', 'say what would be taken over and what would run, and start nothing')
    .option('--idempotency-key <key>', 'the same key gives the run that it gave before')
    .addOption(data())
    .addOption(json('a JSON object a line: every event, then the result; with --preview the plan'))
    .option('--quiet', 'nothing but the outputs, and what failed')
    .action(async (run: string, options: RerunOptions) => end(await rerunCommand(context, run, options)))

  program
    .command('pause')
    .argument('<run>', 'SBX-…, or an id')
    .description('Let what is at work of a run end, and begin nothing more.')
    .addOption(data())
    .addOption(json('the run as one JSON object'))
    .action(async (run: string, options: PauseOptions) => end(await pauseCommand(context, run, options)))

  program
    .command('resume')
    .argument('<run>', 'SBX-…, or an id')
    .description('Let a paused run go on.')
    .addOption(data())
    .addOption(json('the run as one JSON object'))
    .action(async (run: string, options: PauseOptions) => end(await resumeCommand(context, run, options)))

  program
    .command('why')
    .argument('<run>', 'SBX-…, or an id')
    .description('Say what a run waits for.')
    .addOption(data())
    .addOption(json('what was found as one JSON object'))
    .action(async (run: string, options: WhyOptions) => end(await whyCommand(context, run, options)))

  program
    .command('approvals')
    .description('List the questions that wait for an answer, newest first.')
    .option('--all', 'also those that need no answer any more')
    .option('--run <run>', 'only those of this run: SBX-…, or an id')
    .option('--limit <n>', 'how many, at most', count, DEFAULT_LIMIT)
    .addOption(data())
    .addOption(json('a JSON object a line'))
    .action(async (options: ApprovalsOptions) => end(await approvalsCommand(context, options)))

  program
    .command('approve')
    .argument('<approval|run>', 'the id of a question, or a run that asks only one')
    .description('Answer a question.')
    .option('--reject', 'the answer is no')
    .option('--comment <text>', 'why; kept with the answer')
    .option('--value <json>', 'the value as it is approved, in place of the one that was asked about')
    .addOption(data())
    .addOption(json('the answered question as one JSON object'))
    .action(async (which: string, options: ApproveOptions) => end(await approveCommand(context, which, options)))

  const list = () => new Argument('[list]', 'may be left out').choices(['list'])

  program
    .command('queues')
    .addArgument(list())
    .description('List the queues: how many of each are at work, and how many wait.')
    .addOption(data())
    .addOption(json('a JSON object a line'))
    .action(async (_list: unknown, options: QueuesOptions) => end(await queuesCommand(context, options)))

  program
    .command('services')
    .addArgument(list())
    .description('List the services: their places, who waits for them, and what the last check of each came to.')
    .addOption(data())
    .addOption(json('a JSON object a line'))
    .action(async (_list: unknown, options: ServicesOptions) => end(await servicesCommand(context, options)))

  program
    .command('models')
    .addArgument(list())
    .description('List the models: who is asked, and the limits.')
    .addOption(data())
    .addOption(json('a JSON object a line'))
    .action(async (_list: unknown, options: ModelsOptions) => end(await modelsCommand(context, options)))

  addStorageCommands(program, context, { data, json, end })

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

function priority(text: string): number {
  const number = Number(text)
  if (!/^-?\d+$/.test(text) || Math.abs(number) > HIGHEST_PRIORITY) throw new InvalidArgumentError(`It is a whole number from ${-HIGHEST_PRIORITY} to ${HIGHEST_PRIORITY}.`)
  return number
}

function count(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > MOST_RUNS) throw new InvalidArgumentError(`It is a whole number from 1 to ${MOST_RUNS}.`)
  return number
}
