import { baseName, startedBy, starterOf } from './starters'

/** Where values become part of code; `program` puts them there. */
export interface FilledCode {
  readonly places: readonly (number | 'stdin')[]
  readonly program: string
  readonly instead: string
}

/** `xargs -I{} sh -c "rm {}"` and `parallel sh -c {}` write what they read into `code`: their input, and what follows `:::`. */
export function filledCode(command: readonly string[], code: readonly number[]): FilledCode | null {
  const at = command.findIndex((item) => /^(?:xargs|parallel)$/.test(baseName(item)))
  const program = baseName(command[at] ?? '')
  const isFilled = program === 'xargs' ? holdsSign(signOf(command, at)) : (item: string) => SIGN_OF_PARALLEL.test(item)
  if (at === -1 || !code.some((index) => index > at && isFilled(command[index] ?? ''))) return null
  const values = program === 'xargs' ? [] : command.flatMap((_, index) => (command.slice(at, index).some((item) => item.startsWith(':::')) ? [index] : []))
  return {
    places: ['stdin', ...values],
    program,
    instead: `It becomes part of code there. Let it be an argument of that: [${program}, -I, '{}', sh, -c, 'echo "$1"', sh, '{}'].`,
  }
}

/** `{}`, `{.}`, `{1}` and their like. */
const SIGN_OF_PARALLEL = /\{(?:[-+]?\d+)?[./#%]*\}/

const holdsSign = (sign: string | null) => (item: string) => sign !== null && item.includes(sign)

/** What xargs puts a value in the place of; null where it adds them at the end. */
function signOf(command: readonly string[], at: number): string | null {
  const xargs = starterOf('xargs')
  const started = xargs === undefined ? -1 : startedBy(xargs, command, at)
  const options = command.slice(at + 1, started === -1 ? undefined : started)
  const index = options.findIndex((item) => SIGN_OPTION.test(item))
  const [option = '', attached = ''] = SIGN_OPTION.exec(options[index] ?? '') ?? []
  if (attached !== '') return attached
  return index === -1 ? null : ((option.endsWith('I') ? options[index + 1] : null) ?? '{}')
}

const SIGN_OPTION = /^(?:-[0rtpxo]*[Ii]|--replace=?)(.*)$/
