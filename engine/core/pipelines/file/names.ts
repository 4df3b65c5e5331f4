import { nameFault } from '../../shared/file-names'
import type { Problems } from '../problems'
import type { Found } from './section'
import { LIMITS } from '../limits'
import { OUTPUTS_STEP } from '../spec'

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/
const PIPELINE = /^[\p{L}\p{N}_][\p{L}\p{N}_ .-]*$/u

/** Step ids and input names stand in expressions, where a dash would be a minus. */
export function checkIdentifier(what: string, { value, range }: Found<string>, problems: Problems): boolean {
  if (tooLong(what, { value, range }, problems)) return false
  if (value === '__proto__') {
    problems.error({ code: 'name_syntax', message: `${what} cannot be \`__proto__\`: JavaScript keeps that name to itself. Choose another.`, range })
    return false
  }
  if (IDENTIFIER.test(value)) return true
  const cured = value.replaceAll(/[^A-Za-z0-9_]+/g, '_').replace(/^(?=[0-9])/, '_')
  const replacement = IDENTIFIER.test(cured) ? cured : null
  const message = `${what} has letters, digits and underscores only, and starts with a letter or underscore.`
  problems.error({ code: 'name_syntax', message, range, replacement })
  return false
}

/** `outputs` is the step that the file's outputs become. */
export function checkStepId(id: Found<string>, problems: Problems): boolean {
  if (!checkIdentifier('The id of a step', id, problems)) return false
  if (id.value !== OUTPUTS_STEP) return true
  problems.error({
    code: 'reserved_id',
    message: '`outputs` is the name of the step that gives out what the file names under `outputs`. Choose another id.',
    range: id.range,
  })
  return false
}

export function checkPipelineName({ value, range }: Found<string>, problems: Problems): boolean {
  if (tooLong('The name of a pipeline', { value, range }, problems)) return false
  if (!PIPELINE.test(value) || value.trim() !== value) {
    problems.error({
      code: 'name_syntax',
      message: 'The name of a pipeline has letters, digits, spaces and `_ . -`, and starts with a letter, digit or underscore.',
      range,
    })
    return false
  }
  const fault = nameFault(value)
  if (fault === null) return true
  const withoutEnd = value.replace(/[. ]+$/, '')
  problems.error({
    code: 'name_syntax',
    message: `The name of a pipeline is also that of its folder, on any system, and ${fault}. Choose another.`,
    range,
    replacement: nameFault(withoutEnd) === null ? withoutEnd : null,
  })
  return false
}

function tooLong(what: string, { value, range }: Found<string>, problems: Problems): boolean {
  if (value.length <= LIMITS.name) return false
  problems.error({ code: 'too_long', message: `${what} has at most ${LIMITS.name} characters.`, range })
  return true
}
