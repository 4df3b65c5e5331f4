import type { Graph } from '../../contract/pipeline'
import { checkFile, tellProblems } from '../checked-file'
import type { CliContext } from '../context'
import { EXIT, type ExitCode } from '../exit-code'
import { jsonLine } from '../show/json-line'
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
  if (json) terminal.line(jsonLine({ file, name, valid: isValid, problems }))
  else {
    tellProblems(terminal.line, file, problems)
    if (isValid) terminal.line(`${file}: ${visible(name ?? '')} is valid, with ${stepsWords(graph?.steps ?? [])}.`)
  }
  return isValid ? EXIT.done : EXIT.badInput
}

/** As runs count them: those of `on_failure` apart. */
function stepsWords(steps: Graph['steps']): string {
  const spare = steps.filter(({ onFailure }) => onFailure).length
  return `${plural(steps.length - spare, 'step')}${spare === 0 ? '' : `, and ${spare} for a failure`}`
}
