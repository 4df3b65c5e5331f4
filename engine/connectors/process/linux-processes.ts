import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'

interface LinuxProcess {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly session: number
  /** When it started and where its environment lies: another one as soon as it runs another program. Null when we may not read it, or it has none. */
  readonly program: string | null
}

/** What a program was started with, as last read: most of the work of a look, and the same for as long as the program runs. */
let known: ReadonlyMap<string, string> = new Map()

/** All living processes, with those environments in which the word stands: of others they are empty. */
export async function linuxProcesses(word: string): Promise<(LinuxProcess & { readonly environment: string })[]> {
  const processes = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (linuxProcess(Number(name)) ?? []) : []))
  const environments = new Map<string, string>()
  await Promise.all(
    processes.map(async ({ pid, program }) => {
      if (program === null) return
      const environment = known.get(program) ?? (await environmentOf(pid))
      // One that could not be read is asked for again.
      if (environment !== null) environments.set(program, environment.includes(word) ? environment : '')
    }),
  )
  known = environments
  return processes.map((found) => ({ ...found, environment: environments.get(found.program ?? '') ?? '' }))
}

/** Whether a process is at work: cheap, where the whole table is not. */
export const isAliveOnLinux = (pid: number): boolean => linuxProcess(pid) !== null

/**
 * Null when it is gone, or a zombie that only waits to be asked for its exit code. Read at once: the system has it in memory, and a promise for
 * each of hundreds of processes would hold up the thread for longer.
 */
function linuxProcess(pid: number): LinuxProcess | null {
  const stat = statOf(pid)
  // The command's name before them, in parentheses, may itself hold blanks and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state = '', parent, group, session] = fields
  if (state === '' || state === 'Z' || state === 'X') return null
  const [started, start, end] = [fields[19], fields[47], fields[48]]
  const program = end === '0' ? null : `${pid} ${started} ${start} ${end}`
  return { pid, parent: Number(parent), group: Number(group), session: Number(session), program }
}

function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return ''
  }
}

/** Not at once: the system lets whoever asks wait while the process changes its memory. */
const environmentOf = (pid: number): Promise<string | null> => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => null)
