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
    const [path, value] = body.kind === 'stdin' ? ['stdin', template['stdin']] : [`command.${body.index}`, command[body.index]]
    return typeof value === 'string' && hasExpression(value) ? [{ path, message: sentence(body) }] : []
  })
}

const WHOLE = 'The command must be written as a list: an expression may fill its arguments, but not choose the program.'

function sentence({ kind, program, instead }: ScriptBody): string {
  switch (kind) {
    case 'program':
      return `This names the program to start, so it cannot hold \${{ }}. ${instead}`
    case 'argument':
      return `This argument of ${program} is run as code, so it cannot hold \${{ }}. ${instead}`
    case 'stdin':
      return `The input of ${program} is run as code, so it cannot hold \${{ }}. ${instead}`
  }
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)
