/** A program whose own options end where what it starts begins. */
export interface Starter {
  readonly names: RegExp
  /** Its options that take the next item. */
  readonly valued?: RegExp
  /** Its own arguments before the program, such as a duration. */
  readonly before?: 0 | 1
  /** What follows is no program, but a command of its own. */
  readonly subcommands?: true
}

const STARTERS: readonly Starter[] = [
  { names: /^(?:nohup|setsid|chronic|unbuffer|torsocks|dumb-init)$/ },
  { names: /^(?:chroot|taskset|gosu|su-exec)$/, before: 1 },
  { names: /^env$/, valued: /^-[A-Za-z0]*[uC]$|^--(?:unset|chdir)$/ },
  { names: /^sudo$/, valued: /^-[A-Za-z]*[CDghpRrTtUu]$|^--(?:user|group|host|prompt|chdir|chroot|role|type|other-user|close-from|command-timeout)$/ },
  { names: /^doas$/, valued: /^-[A-Za-z]*[Cu]$/ },
  { names: /^nice$/, valued: /^-n$|^--adjustment$/ },
  { names: /^ionice$/, valued: /^-[cn]$|^--class(?:data)?$/ },
  { names: /^chrt$/, valued: /^-[TPD]$/, before: 1 },
  { names: /^timeout$/, valued: /^-[ks]$|^--(?:kill-after|signal)$/, before: 1 },
  { names: /^time$/, valued: /^-[fo]$|^--(?:format|output)$/ },
  { names: /^stdbuf$/, valued: /^-[ioe]$|^--(?:input|output|error)$/ },
  { names: /^flock$/, valued: /^-[A-Za-z]*[wE]$|^--(?:wait|timeout|conflict-exit-code)$/, before: 1 },
  { names: /^tini$/, valued: /^-[ep]$/ },
  { names: /^caffeinate$/, valued: /^-[tw]$/ },
  { names: /^(?:strace|ltrace)$/, valued: /^-[A-Za-z]*[abEeIOopPsSuX]$/ },
  { names: /^xargs$/, valued: /^-[A-Za-z0]*[adEILnPs]$|^--(?:arg-file|delimiter|max-args|max-chars|max-procs)$/ },
  { names: /^git$/, valued: /^-[Cc]$|^--(?:git-dir|work-tree|namespace|config-env)$/, subcommands: true },
]

export const starterOf = (program: string): Starter | undefined => STARTERS.find(({ names }) => names.test(program))

/** Variables that `env` and `sudo` set. */
const ASSIGNMENT = /^[A-Za-z_]\w*=/

/** Where the programs stand that a command starts, each by the one before it. */
export function startedPrograms(command: readonly string[]): number[] {
  const places = [0]
  for (let at = 0; ;) {
    const starter = starterOf(baseName(command[at] ?? ''))
    if (starter === undefined || starter.subcommands) return places
    at = startedBy(starter, command, at)
    if (at === -1) return places
    places.push(at)
  }
}

/** Where what it starts begins; -1 when nothing follows. */
export function startedBy({ valued, before = 0 }: Starter, command: readonly string[], at: number): number {
  let own: number = before
  for (let index = at + 1; index < command.length; index++) {
    const item = command[index] ?? ''
    if (valued?.test(item) === true) index++
    else if (!item.startsWith('-') && !ASSIGNMENT.test(item) && own-- === 0) return index
  }
  return -1
}

/** `/usr/bin/bash` and `C:\\tools\\bash.exe` are both `bash`. */
export const baseName = (item: string): string => (item.split(/[\\/]/).at(-1) ?? '').replace(/\.(?:exe|cmd|bat)$/i, '')
