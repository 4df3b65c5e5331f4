import { checkFile, tellProblems } from '../checked-file'
import type { CliContext } from '../context'
import { EXIT, type ExitCode } from '../exit-code'
import { hasErrors } from '../show/problem-lines'
import { visible } from '../show/visible'
import { plural } from '../show/words'

export interface ValidateOptions {
  readonly json?: true
}

/** Says everything that is wrong with a file; stores nothing and needs no engine. */
export async function validateCommand(context: CliContext, file: string, { json }: ValidateOptions): Promise<ExitCode> {
  const { terminal } = context
  const { name, graph, problems } = (await checkFile(context, file)).validation
  const isValid = !hasErrors(problems)
  if (json) terminal.line(JSON.stringify({ file, name, valid: isValid, problems }))
  else {
    tellProblems(terminal.line, file, problems)
    if (isValid) terminal.line(`${file}: ${visible(name ?? '')} is valid, with ${plural(graph?.steps.length ?? 0, 'step')}.`)
  }
  return isValid ? EXIT.done : EXIT.badInput
}
