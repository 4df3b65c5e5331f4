import { type Interpreter, INTERPRETERS, type PlainCode, STARTS_OTHERS } from './interpreters'

/** Where code stands in a command. `stdin`: the program reads it from its input. `instead`: how a value gets to it otherwise. */
export type ScriptBody = ({ readonly kind: 'argument'; readonly index: number } | { readonly kind: 'stdin' }) & { readonly program: string; readonly instead: string | undefined }

/** Programs looked for in one command: more are not what anybody starts, and each is held against all that follows it. */
const MOST_PROGRAMS = 50

/**
 * The arguments of a command that some program in it will run as code, each once. Programs are looked for in every place,
 * since `env`, `nice`, `xargs` and many more run what follows them.
 */
export function scriptBodies(command: readonly string[]): ScriptBody[] {
  const bodies = new Map<number | 'stdin', ScriptBody>()
  for (const { interpreter, program, at } of programsOf(command).slice(0, MOST_PROGRAMS)) {
    const says = { program, instead: interpreter.instead }
    for (const place of placesOf(interpreter, command, at)) {
      if (!bodies.has(place)) bodies.set(place, place === 'stdin' ? { kind: 'stdin', ...says } : { kind: 'argument', index: place, ...says })
    }
  }
  return [...bodies.values()]
}

function programsOf(command: readonly string[]) {
  return command.flatMap((item, at) => {
    const program = baseName(item)
    const interpreter = INTERPRETERS.find(({ names }) => names.test(program))
    return interpreter === undefined ? [] : [{ interpreter, program, at }]
  })
}

function placesOf(interpreter: Interpreter, command: readonly string[], at: number): (number | 'stdin')[] {
  const announced = announcedCode(interpreter, command, at)
  // What only looks like the program's name, in a place where no program stands, has plain arguments of other kinds.
  const isProgram = at === 0 || STARTS_OTHERS.test(baseName(command[0] ?? ''))
  const plain = interpreter.plain === undefined || !isProgram ? [] : plainCode(interpreter.plain, command, at)
  return [...announced, ...plain, ...(isProgram && readsInput(interpreter, command.slice(at + 1), announced, plain) ? ['stdin' as const] : [])]
}

function announcedCode({ option, code }: Interpreter, command: readonly string[], at: number): number[] {
  if (option === undefined) return []
  const options = beforeScriptFile(command.slice(at + 1)).flatMap((item, index) => (option.test(item) ? [at + 1 + index] : []))
  switch (code) {
    case 'once':
      return options.slice(0, 1).flatMap((index) => codeOf(option, command, index, SKIPPED))
    case 'each':
      return options.flatMap((index) => codeOf(option, command, index, null))
    case 'rest':
      return options.slice(0, 1).flatMap((index) => from(command, index))
  }
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

function plainCode({ after, extent, valued, unless }: PlainCode, command: readonly string[], at: number): number[] {
  let before: number = after
  for (let index = at + 1; index < command.length; index++) {
    const item = command[index] ?? ''
    if (unless?.test(item) === true) return []
    if (valued.test(item)) index++
    else if (item !== '' && !item.startsWith('-') && before-- === 0) return extent === 'one' ? [index] : from(command, index)
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

const SCRIPT_FILE = /\.(?:[cm]?[jt]s|py|rb|pl|php|sh|bash|lua|R|jl|ps1|sql)$/

/** What follows a script's file is for the script. After an option a file may be that option's own: then it is not counted as the script. */
function beforeScriptFile(options: readonly string[]): readonly string[] {
  const file = options.findIndex((item, index) => SCRIPT_FILE.test(item) && !item.startsWith('-') && !options[index - 1]?.startsWith('-'))
  return file === -1 ? options : options.slice(0, file)
}

const from = (command: readonly string[], start: number): number[] => command.slice(start).map((_, index) => start + index)

/** `/usr/bin/bash` and `C:\tools\bash.exe` are both `bash`. */
const baseName = (item: string): string => (item.split(/[\\/]/).at(-1) ?? '').replace(/\.(?:exe|cmd|bat)$/i, '')
