import { CommanderError } from 'commander'
import type { CliContext, CliHost } from './context'
import { EXIT, exitCodeOfError } from './exit-code'
import { failureLine, toFailure } from './failure'
import { createProgram } from './program'
import { openTerminal } from './terminal'

export type { CliHost } from './context'

/** Runs one command (`argv` without the program's own name) and resolves with the exit code when everything is closed again. */
export async function runCli(argv: readonly string[], host: CliHost): Promise<number> {
  const context: CliContext = { host, terminal: openTerminal(process), debug: process.env['SIGNALBOX_DEBUG'] === '1' }
  let code: number = EXIT.done
  const program = createProgram(context, (ended) => {
    code = ended
  })
  try {
    await program.parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' })
    return code
  } catch (thrown) {
    return thrown instanceof CommanderError ? tellUsage(context, thrown) : tellFailure(context, thrown)
  }
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
  terminal.note(`signalbox: ${failureLine(failure)}`)
  if (debug && thrown instanceof Error) terminal.note(thrown.stack ?? '')
  return exitCodeOfError(failure.code)
}
