import { CommanderError } from 'commander'
import { EngineError } from '../core/shared/engine-error'
import type { CliContext, CliHost } from './context'
import { EXIT, exitCodeOfError } from './exit-code'
import { failureLine, toFailure } from './failure'
import { Interrupted } from './interrupted'
import { createProgram } from './program'
import { visible } from './show/visible'
import { openTerminal } from './terminal'

export type { CliHost } from './context'

/** Runs one command (`argv` without the program's own name) and resolves with the exit code when everything is closed again. */
export async function runCli(argv: readonly string[], host: CliHost): Promise<number> {
  const context: CliContext = { host, terminal: openTerminal(process), debug: process.env['SIGNALBOX_DEBUG'] === '1' }
  const code = await runCommand(context, argv)
  const fault = await context.terminal.flushed()
  if (fault === null) return code
  const because = tellFailure(context, unwritten(fault))
  return code === EXIT.done ? because : code
}

async function runCommand(context: CliContext, argv: readonly string[]): Promise<number> {
  let code: number = EXIT.done
  const program = createProgram(context, (ended) => {
    code = ended
  })
  try {
    await program.parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' })
    return code
  } catch (thrown) {
    if (thrown instanceof Interrupted) return tellInterrupted(context, thrown)
    return thrown instanceof CommanderError ? tellUsage(context, thrown) : tellFailure(context, thrown)
  }
}

/** What a command had to say did not get where it was to go: to whoever relies on that, it has failed. */
function unwritten(fault: Error): EngineError {
  const isFull = 'code' in fault && (fault.code === 'ENOSPC' || fault.code === 'EDQUOT')
  return isFull
    ? new EngineError('storage_full', 'The output could not be written to its end: the disk that it goes to is full. Free some space, and ask again.', { cause: fault })
    : new EngineError('file_unwritable', `The output could not be written to its end: ${fault.message}.`, { cause: fault })
}

function tellInterrupted({ terminal }: CliContext, { message }: Interrupted): number {
  terminal.note(`signalbox: ${message}`)
  return EXIT.interrupted
}

function tellUsage({ terminal }: CliContext, { exitCode, code, message }: CommanderError): number {
  // Help and version end this way, too; `help` of nothing that there is has no words of its own.
  if (exitCode === 0) return EXIT.done
  const sentence = code === 'commander.help' ? 'There is no such command; "signalbox --help" lists them.' : usageSentence(message)
  terminal.note(`signalbox: ${failureLine({ code: 'request_invalid', message: sentence })}`)
  return EXIT.badInput
}

/** `error: missing required argument 'file'` as the sentence it is. */
function usageSentence(message: string): string {
  const words = message.replace(/^error: /, '').replace(/\n+/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1) + (/[.?)]$/.test(words) ? '' : '.')
}

function tellFailure({ terminal, debug }: CliContext, thrown: unknown): number {
  const failure = toFailure(thrown)
  terminal.note(`signalbox: ${failureLine({ ...failure, message: ofEnded(failure.message) })}`)
  if (debug && thrown instanceof Error) terminal.note((thrown.stack ?? '').split('\n').map(visible).join('\n'))
  return exitCodeOfError(failure.code)
}

/** An engine goes on by itself when there is room again; a command has ended. */
const ofEnded = (sentence: string): string => sentence.replace('; work goes on by itself', ', and ask again')
