import type { Json, JsonObject } from '../../contract/json'
import { hasExpression } from '../../core/pipelines/template'
import type { TemplateFinding } from '../../ports/step-kind'
import { type ScriptBody, scriptBodies } from './script-bodies'

/**
 * Finds `${{ }}` where its text would be run as code: `sh -c "rm ${{ inputs.name }}"` does whatever the name says. The
 * cure is an argument of its own: `[sh, -c, 'rm -- "$1"', sh, "${{ inputs.name }}"]`.
 */
export function checkCommand(template: JsonObject): TemplateFinding[] {
  const command = template['command']
  if (!isList(command)) return typeof command === 'string' && hasExpression(command) ? [{ path: 'command', message: WHOLE }] : []
  const bodies = scriptBodies(command.map((item) => (typeof item === 'string' ? item : '')))
  return bodies.flatMap((body) => {
    if (body.kind === 'stdin') return hasExpressionInside(template['stdin']) ? [{ path: 'stdin', message: asCode(`The input of ${body.program}`, body) }] : []
    return hasExpressionInside(command[body.index]) ? [{ path: `command.${body.index}`, message: asCode(`This argument of ${body.program}`, body) }] : []
  })
}

const WHOLE = 'The command must be written as a list: an expression may fill its arguments, but not choose the program.'

const asCode = (what: string, { instead = AS_ARGUMENT }: ScriptBody): string => `${what} is run as code, so it cannot hold \${{ }}. ${instead}`

const AS_ARGUMENT = `Hand the value over as a further argument or by env: command: [sh, -c, 'echo "$1"', sh, "\${{ … }}"].`

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

const hasExpressionInside = (value: Json | undefined): boolean => typeof value === 'string' && hasExpression(value)
