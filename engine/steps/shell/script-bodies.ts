/** Programs that run the text they are given as code, and the options after which it stands. */
interface Interpreter {
  readonly names: RegExp
  /** An option that announces code, as itself or with others in one word (`-lc`). */
  readonly option: RegExp
  /** Without a script to run, it reads one from its input. */
  readonly readsInput: boolean
}

const INTERPRETERS: readonly Interpreter[] = [
  {
    names: /^(?:ba|da|z|k|mk|a|c|tc|fi|ya|busybox|r)?sh$|^rbash$|^nu$|^elvish$/,
    option: /^-[A-Za-z]*c[A-Za-z]*$|^--command(?:=|$)|^--init-command(?:=|$)/,
    readsInput: true,
  },
  { names: /^(?:python|pypy)[\d.]*$/, option: /^-[A-Za-z]*c/, readsInput: true },
  { names: /^(?:node|nodejs|bun|electron)$/, option: /^-[A-Za-z]*[ep]|^--(?:eval|print)(?:=|$)/, readsInput: true },
  { names: /^deno$/, option: /^eval$/, readsInput: true },
  { names: /^(?:perl|ruby)[\d.]*$/, option: /^-[A-Za-z]*[eE]/, readsInput: true },
  { names: /^php[\d.]*$/, option: /^-[A-Za-z]*[rBRE]/, readsInput: true },
  { names: /^(?:lua|luajit|Rscript|R|julia|osascript|guile|tclsh)[\d.]*$/, option: /^-[eE]|^--eval(?:=|$)/, readsInput: true },
  { names: /^(?:powershell|pwsh)$/, option: /^[-/](?:c|com|comm|comma|comman|command|e|ec|enc|encodedcommand)$/i, readsInput: true },
  { names: /^cmd$/, option: /^\/[ckr]/i, readsInput: true },
  { names: /^(?:psql|mysql|mariadb|sqlite3|duckdb)$/, option: /^-[A-Za-z]*[ce]|^--(?:command|execute|cmd)(?:=|$)|^-cmd$/, readsInput: true },
  { names: /^su$/, option: /^-[A-Za-z]*c$|^--command(?:=|$)/, readsInput: false },
]

/** Where code stands in a command. `stdin`: the program reads it from its input. */
export type ScriptBody = { readonly kind: 'argument'; readonly index: number; readonly program: string } | { readonly kind: 'stdin'; readonly program: string }

/**
 * The arguments of a command that some program in it will run as code. Programs are looked for in every place, since
 * `env`, `nice`, `xargs` and many more run what follows them.
 */
export function scriptBodies(command: readonly string[]): ScriptBody[] {
  return command.flatMap((item, index) => {
    const program = baseName(item)
    const interpreter = INTERPRETERS.find(({ names }) => names.test(program))
    return interpreter === undefined ? [] : bodiesOf(interpreter, program, command, index)
  })
}

function bodiesOf(interpreter: Interpreter, program: string, command: readonly string[], at: number): ScriptBody[] {
  const options = beforeScriptFile(command.slice(at + 1))
  const found = options.findIndex((item) => interpreter.option.test(item))
  if (found !== -1) {
    const index = codeAfter(interpreter, command, at + 1 + found)
    return index === null ? [] : [{ kind: 'argument', index, program }]
  }
  const runsAFile = command.slice(at + 1).some((item) => !item.startsWith('-')) && !options.includes('-s')
  return interpreter.readsInput && !runsAFile ? [{ kind: 'stdin', program }] : []
}

const SCRIPT_FILE = /\.(?:[cm]?[jt]s|py|rb|pl|php|sh|bash|lua|R|jl|ps1|sql)$/

/** What follows a script's file is for the script. After an option a file may be that option's own: then it is not counted as the script. */
function beforeScriptFile(options: readonly string[]): readonly string[] {
  const file = options.findIndex((item, index) => SCRIPT_FILE.test(item) && !item.startsWith('-') && !options[index - 1]?.startsWith('-'))
  return file === -1 ? options : options.slice(0, file)
}

/** The code hangs on the option itself (`-cprint(1)`, `--eval=…`) or follows it, maybe after further options. */
function codeAfter(interpreter: Interpreter, command: readonly string[], option: number): number | null {
  const item = command[option] ?? ''
  const matched = interpreter.option.exec(item)?.[0] ?? ''
  if (matched.endsWith('=') || matched.length < item.length) return option
  const next = command.findIndex((each, index) => index > option && !/^-[A-Za-z-]+$/.test(each))
  return next === -1 ? null : next
}

/** `/usr/bin/bash` and `C:\tools\bash.exe` are both `bash`. */
const baseName = (item: string): string => (item.split(/[\\/]/).at(-1) ?? '').replace(/\.(?:exe|cmd|bat)$/i, '')
