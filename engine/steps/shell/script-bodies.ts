import { COMMAND_CARRIERS } from './command-carriers'
import { filledCode } from './filled-code'
import { type Interpreter, INTERPRETERS, type PlainCode, STARTS_OTHERS } from './interpreters'
import { baseName, startedBy, startedPrograms, starterOf } from './starters'

/**
 * Where code stands in a command, or the name of a program. `stdin`: the program reads its code from its input.
 * `instead`: how a value gets to it otherwise.
 */
export type ScriptBody = ({ readonly kind: 'argument' | 'program'; readonly index: number } | { readonly kind: 'stdin' }) & Says

interface Says {
  readonly program: string
  readonly instead: string
}

/** Programs looked for in one command: more are not what anybody starts, and each is held against all that follows it. */
const MOST_PROGRAMS = 50

const IN_FULL = 'Write it in full: expressions may fill its arguments, but not choose the program.'

/**
 * The arguments of a command that some program in it will run, each once. Programs are looked for in every place,
 * since `env`, `nice`, `xargs` and many more run what follows them.
 */
export function scriptBodies(command: readonly string[]): ScriptBody[] {
  const code = programsOf(command).flatMap(({ program, interpreter, places }) => places.map((place) => ({ place, program, instead: interpreter.instead })))
  const started = startedPrograms(command)
  // What parallel itself hands to a shell has its values quoted.
  const open = code.flatMap(({ place, program }) => (place === 'stdin' || program === 'parallel' ? [] : [place]))
  const filled = filledCode(command, [...open, ...started])
  const bodies = new Map<number | 'stdin', ScriptBody>()
  const add = (place: number | 'stdin', says: Says, kind: 'argument' | 'program' = 'argument') => {
    if (!bodies.has(place)) bodies.set(place, place === 'stdin' ? { kind: place, ...says } : { kind, index: place, ...says })
  }
  for (const { place, ...says } of code) add(place, says)
  if (filled !== null) for (const place of filled.places) add(place, filled)
  for (const place of started) add(place, { program: baseName(command[0] ?? ''), instead: IN_FULL }, 'program')
  return [...bodies.values()]
}

function programsOf(command: readonly string[]) {
  let end = command.length
  return namedPrograms(command).map(({ interpreter, program, at }) => {
    const announced = announcedCode(interpreter, command, at)
    const runs = isProgram(command, at) && at < end
    // Behind the code of a shell stand its arguments, the first of which is often named like one.
    if (interpreter.code === 'once') end = Math.min(end, announced[0] ?? end)
    const plain = interpreter.plain === undefined || !runs ? [] : plainCode(interpreter.plain, command, at)
    const input = runs && readsInput(interpreter, command.slice(at + 1), announced, plain) ? ['stdin' as const] : []
    return { program, interpreter, places: [...announced, ...plain, ...input] }
  })
}

function namedPrograms(command: readonly string[]) {
  const started = startedPrograms(command)
  const last = started.at(-1) ?? 0
  // Behind the last that is known to start, any word may be a program if that one starts others in its own way.
  const startsMore = STARTS_OTHERS.test(baseName(command[last] ?? ''))
  const named = command.flatMap((item, at) => {
    const program = baseName(item)
    const known = started.includes(at) || (startsMore && at > last) ? [...INTERPRETERS, ...COMMAND_CARRIERS] : INTERPRETERS
    const interpreter = known.find(({ names }) => names.test(program))
    return interpreter === undefined ? [] : [{ interpreter, program, at }]
  })
  return named.slice(0, MOST_PROGRAMS)
}

/** What only looks like a program's name, in a place where no program stands, has plain arguments of other kinds. */
const isProgram = (command: readonly string[], at: number): boolean => at === 0 || STARTS_OTHERS.test(baseName(command[0] ?? ''))

function announcedCode(interpreter: Interpreter, command: readonly string[], at: number): number[] {
  const { option, code, data } = interpreter
  if (option === undefined) return []
  const options = ownOptions(interpreter, command, at).flatMap((item, index) => (option.test(item) ? [at + 1 + index] : []))
  switch (code) {
    case 'once':
      return options.slice(0, 1).flatMap((index) => codeOf(option, command, index, SKIPPED))
    case 'each':
      return options.flatMap((index) => codeOf(option, command, index, null)).filter((index) => data?.test(command[index] ?? '') !== true)
    case 'rest':
      return options.slice(0, 1).flatMap((index) => from(command, index))
  }
}

/** What follows a program that it starts, or its script, is for that one. */
function ownOptions(interpreter: Interpreter, command: readonly string[], at: number): readonly string[] {
  const starter = starterOf(baseName(command[at] ?? ''))
  if (starter === undefined) return beforeScript(interpreter, command.slice(at + 1))
  const started = startedBy(starter, command, at)
  return command.slice(at + 1, started === -1 ? undefined : started)
}

/** Further options may stand between a shell's `-c` and its code. */
const SKIPPED = /^-[A-Za-z-]+(?:=\S*)?$/

/** The code hangs on the option itself (`-cprint(1)`, `--eval=…`) or follows it. */
function codeOf(option: RegExp, command: readonly string[], at: number, skipped: RegExp | null): number[] {
  const item = command[at] ?? ''
  const matched = option.exec(item)?.[0] ?? ''
  if (matched.endsWith('=') || matched.length < item.length) return [at]
  const next = command.findIndex((each, index) => index > at && skipped?.test(each) !== true)
  return next === -1 ? [] : [next]
}

function plainCode({ after, extent, valued, unless, until }: PlainCode, command: readonly string[], at: number): number[] {
  let before: number = after
  for (let index = at + 1; index < command.length; index++) {
    const item = command[index] ?? ''
    if (unless?.test(item) === true) return []
    if (valued.test(item)) index++
    else if (item !== '' && !item.startsWith('-') && before-- === 0) return extent === 'one' ? [index] : from(command, index, until)
  }
  return []
}

function readsInput({ input, file }: Interpreter, further: readonly string[], announced: readonly number[], plainCode: readonly number[]): boolean {
  switch (input) {
    case 'never':
      return false
    case 'without code':
      return announced.length + plainCode.length === 0 && !further.some((item) => file?.test(item))
    case 'without plain code':
      return plainCode.length === 0
    case 'without a file':
      return announced.length + plainCode.length === 0 && (beforeScriptFile(further).includes('-s') || further.every((item) => item.startsWith('-')))
  }
}

/** Where no option stands before it, a plain argument is the script whatever its name; some programs take plain arguments of other kinds. */
function beforeScript({ option, code, input }: Interpreter, options: readonly string[]): readonly string[] {
  const [first = ''] = options
  const isScript = input === 'without a file' && code !== 'rest' && /^[^-+]/.test(first) && option?.test(first) !== true
  return isScript ? [] : beforeScriptFile(options)
}

const SCRIPT_FILE = /\.(?:[cm]?[jt]s|py|rb|pl|php|sh|bash|lua|R|jl|ps1|sql)$/

/** What follows a script's file is for the script. After an option a file may be that option's own: then it is not counted as the script. */
function beforeScriptFile(options: readonly string[]): readonly string[] {
  const file = options.findIndex((item, index) => SCRIPT_FILE.test(item) && !item.startsWith('-') && !options[index - 1]?.startsWith('-'))
  return file === -1 ? options : options.slice(0, file)
}

function from(command: readonly string[], start: number, until?: RegExp): number[] {
  const end = until === undefined ? -1 : command.findIndex((item, index) => index > start && until.test(item))
  return command.slice(start, end === -1 ? undefined : end).map((_, index) => start + index)
}
