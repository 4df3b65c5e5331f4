/** A program that runs text of its command line, or of its input, as code. */
export interface Interpreter {
  readonly names: RegExp
  /** An option that announces code, as itself or with others in one word (`-lc`). */
  readonly option?: RegExp
  /** What is code behind such an option: the next item, and what follows is for it to read; the same behind every one; all the rest. */
  readonly code: 'once' | 'each' | 'rest'
  readonly plain?: PlainCode
  /** When it runs what it reads from its input: without a file to run, without any code on its command line, without plain code, or never. */
  readonly input: 'without a file' | 'without code' | 'without plain code' | 'never'
  /** An option that names a file of code: then the input is data. */
  readonly file?: RegExp
  /** What is data though it stands where code may. */
  readonly data?: RegExp
  /** How a value gets to the code unharmed. */
  readonly instead: string
}

/** Code that no option announces. */
export interface PlainCode {
  /** Arguments before it, such as a host. */
  readonly after: 0 | 1
  readonly extent: 'one' | 'rest'
  /** Options that take the next item. */
  readonly valued: RegExp
  /** An option that brings the code itself, or its file: then what is plain is none. */
  readonly unless?: RegExp
  /** Behind it, the rest is data again. */
  readonly until?: RegExp
}

const BY_FILE = 'Hand the value over in a file that it loads as data.'
export const BY_ENV = 'Hand the value over by env, which the code reads.'
export const asArgument = (words: string): string => `Hand the value over as a further argument or by env: command: [${words}, "\${{ … }}"].`
const AS_ARGUMENT = asArgument(`sh, -c, 'echo "$1"', sh`)

const POWERSHELL = { option: /^[-/](?:c|com|comm|comma|comman|command|e|ec|enc|encodedcommand)$/i, code: 'rest', input: 'without a file', instead: 'Hand the value over by env: the code reads it as $env:NAME.' } as const

export const INTERPRETERS: readonly Interpreter[] = [
  {
    names: /^(?:ba|da|z|k|mk|a|c|tc|fi|ya|busybox|r)?sh$|^rbash$|^nu$|^elvish$/,
    option: /^-[A-Za-z]*c[A-Za-z]*$|^--command(?:=|$)|^--init-command(?:=|$)/,
    code: 'once',
    input: 'without a file',
    instead: AS_ARGUMENT,
  },
  { names: /^(?:su|sg)$/, option: /^-[A-Za-z]*c$|^--command(?:=|$)/, code: 'once', input: 'never', instead: AS_ARGUMENT },
  { names: /^(?:python|pypy)[\d.]*$/, option: /^-[A-Za-z]*c/, code: 'once', input: 'without a file', instead: asArgument(`python3, -c, 'import sys; print(sys.argv[1])'`) },
  { names: /^guile$/, option: /^-c/, code: 'once', input: 'without a file', instead: BY_ENV },
  { names: /^deno$/, option: /^eval$/, code: 'once', input: 'without a file', instead: asArgument(`deno, eval, 'console.log(Deno.args[0])'`) },
  { names: /^(?:node|nodejs|bun|electron)$/, option: /^-[A-Za-z]*[ep]|^--(?:eval|print)(?:=|$)/, code: 'each', input: 'without a file', instead: asArgument(`node, -e, 'console.log(process.argv[1])', --`) },
  { names: /^perl[\d.]*$/, option: /^-(?![FIMmrx])[A-Za-z0-9]*[eE]/, code: 'each', input: 'without a file', instead: asArgument(`perl, -e, 'print $ARGV[0]', --`) },
  { names: /^ruby[\d.]*$/, option: /^-(?![FIMmrx])[A-Za-z0-9]*[eE]/, code: 'each', input: 'without a file', instead: asArgument(`ruby, -e, 'puts ARGV[0]', --`) },
  { names: /^php[\d.]*$/, option: /^-[A-Za-z]*[rBRE]|^--(?:run|process-\w+)(?:=|$)/, code: 'each', input: 'without a file', instead: asArgument(`php, -r, 'echo $argv[1];', --`) },
  { names: /^(?:lua|luajit|Rscript|R|julia|osascript|tclsh)[\d.]*$/, option: /^-[eE]|^--(?:eval|print)(?:=|$)/, code: 'each', input: 'without a file', instead: BY_ENV },
  { names: /^pwsh$/, ...POWERSHELL },
  { names: /^powershell$/, ...POWERSHELL, plain: { after: 0, extent: 'rest', valued: /^-(?!no|sta|mta)/i, unless: /^[-/]f/i } },
  { names: /^cmd$/, option: /^\/[ckr]/i, code: 'rest', input: 'without a file', instead: 'Start the program itself, without cmd.' },
  {
    names: /^ssh$/,
    option: /^-o/,
    code: 'each',
    plain: { after: 1, extent: 'rest', valued: /^-[A-Za-z]*[BbcDEeFIiJLlmOoPpQRSWw]$/ },
    input: 'without plain code',
    instead: `The shell over there takes its words apart. Hand the value over as stdin: command: [ssh, host, 'xargs -0 ls --'], stdin: "\${{ … }}".`,
  },
  {
    names: /^[gmn]?awk$/,
    option: /^-e|^--source(?:=|$)/,
    code: 'each',
    plain: { after: 0, extent: 'one', valued: /^-[Fvil]$|^--(?:assign|field-separator|include|load)$/, unless: /^-[efE]|^--(?:source|file|exec)(?:=|$)/ },
    input: 'never',
    instead: `Hand the value over by -v: command: [awk, -v, "column=\${{ … }}", '{ print $column }', file].`,
  },
  {
    names: /^g?sed$/,
    option: /^-[A-Za-z]*e|^--expression(?:=|$)/,
    code: 'each',
    plain: { after: 0, extent: 'one', valued: /^-l$|^--line-length$/, unless: /^-[A-Za-z]*[ef]|^--(?:expression|file)(?:=|$)/ },
    input: 'never',
    instead: 'A program for sed can start others. Replace the text in a `script` step, or by awk, which takes values by -v.',
  },
  { names: /^psql$/, option: /^-(?![dFfhoPpRTUv])[A-Za-z]*c|^--command(?:=|$)/, code: 'each', input: 'without code', file: /^-[A-Za-z]*f|^--file(?:=|$)/, instead: `Hand the value over by -v: command: [psql, -v, "name=\${{ … }}"], stdin: "select :'name'".` },
  { names: /^(?:mysql|mariadb)$/, option: /^-(?![DhPpSu])[A-Za-z]*e|^--(?:execute|init-command)(?:=|$)/, code: 'each', input: 'without code', instead: BY_FILE },
  {
    names: /^sqlite3$/,
    option: /^--?cmd$/,
    code: 'each',
    plain: { after: 1, extent: 'rest', valued: /^--?(?:cmd|init|separator|newline|nullvalue|mmap|maxsize|vfs)$/ },
    input: 'without plain code',
    instead: BY_FILE,
  },
  {
    names: /^duckdb$/,
    option: /^--?(?:c|s|cmd)$/,
    code: 'each',
    plain: { after: 1, extent: 'rest', valued: /^--?(?:c|s|f|cmd|init|separator|newline|nullvalue)$/ },
    input: 'without code',
    file: /^--?f$/,
    instead: BY_FILE,
  },
  { names: /^(?:clickhouse(?:-client|-local)?|sqlcmd|snowsql)$/, option: /^-[qQ]|^--query(?:=|$)/, code: 'each', input: 'without code', file: /^-[fi]|^--queries-file(?:=|$)/, instead: BY_FILE },
  { names: /^mongo(?:sh)?$/, option: /^--eval(?:=|$)/, code: 'each', input: 'without code', file: /\.(?:[cm]?js|mongodb)$|^-f|^--file(?:=|$)/, instead: BY_FILE },
]

/** They start the program that stands somewhere behind them. */
export const STARTS_OTHERS =
  /^(?:env|nice|ionice|nohup|timeout|time|sudo|doas|runuser|xargs|parallel|watch|setsid|stdbuf|flock|find|busybox|chroot|docker|podman|kubectl|nsenter|unshare|ssh|sshpass|chronic|strace|ltrace|taskset|chrt|gosu|su-exec|setpriv|tini|dumb-init|srun|systemd-run|proxychains4?|torsocks|unbuffer|caffeinate)$/
