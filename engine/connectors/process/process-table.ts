import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** One living process. Numbers that the system does not tell are 0. */
export interface ProcessEntry {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly session: number
  readonly environment: string
}

/** Variable by which the processes of one attempt know each other, wherever they have gone. */
export const MARKER = 'SIGNALBOX_ATTEMPT'

/** All living processes (zombies are not), with the environment of those whose we may read. */
export function processTable(platform: NodeJS.Platform = process.platform): Promise<ProcessEntry[]> {
  return platform === 'linux' ? linuxTable() : psTable()
}

async function linuxTable(): Promise<ProcessEntry[]> {
  const names = await readdir('/proc')
  const entries = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(linuxEntry))
  return entries.filter((entry) => entry !== null)
}

/** Their parent; they have no environment. */
const KERNEL_THREADS = 2

async function linuxEntry(pid: string): Promise<ProcessEntry | null> {
  const [state = '', parent, group, session] = await linuxStat(pid)
  if (isDead(state)) return null
  const environment = Number(parent) === KERNEL_THREADS ? '' : await readIfThere(`/proc/${pid}/environ`)
  return { pid: Number(pid), parent: Number(parent), group: Number(group), session: Number(session), environment }
}

/** State, parent, group, session. The command's name before them, in parentheses, may itself hold blanks and parentheses. */
async function linuxStat(pid: string | number): Promise<string[]> {
  const stat = await readIfThere(`/proc/${pid}/stat`)
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** Gone, or a zombie that only waits to be asked for its exit code. */
const isDead = (state: string): boolean => state === '' || state === 'Z' || state === 'X'

/** Whether a process is at work: cheap, where the whole table is not. */
export async function isAlive(pid: number, platform: NodeJS.Platform = process.platform): Promise<boolean> {
  if (platform === 'linux') return !isDead((await linuxStat(pid))[0] ?? '')
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Empty when the process is gone, or someone else's. */
const readIfThere = (file: string): Promise<string> => readFile(file, 'latin1').catch(() => '')

const execute = promisify(execFile)

/** Where there is no /proc: parents and groups, but no environment. */
async function psTable(): Promise<ProcessEntry[]> {
  const { stdout } = await execute('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat='])
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([pid, , , state]) => pid !== undefined && pid !== '' && !state?.startsWith('Z'))
    .map(([pid, parent, group]) => ({ pid: Number(pid), parent: Number(parent), group: Number(group), session: 0, environment: '' }))
}

/** How to know the processes of an attempt: by the marker, and by everything that descends from its leader. */
export interface TreeRoot {
  /** Leader of its own group and session; null when only the marker is known. */
  readonly leader: number | null
  /** Value of the marker, or its beginning. */
  readonly marker: string
}

/**
 * The processes that belong to a root. A child of a member is one, and so is all of a session or group that a member
 * leads: whoever leaves by `setsid` or by forking twice still carries the marker, unless it also wiped its environment.
 */
export function treeOf(root: TreeRoot, table: readonly ProcessEntry[]): number[] {
  const carries = `${MARKER}=${root.marker}`
  const members = new Set<number>(root.leader === null ? [] : [root.leader])
  for (const entry of table) {
    if (entry.environment.startsWith(carries) || entry.environment.includes(`\0${carries}`)) members.add(entry.pid)
  }
  for (let before = -1; before !== members.size;) {
    before = members.size
    for (const entry of table) {
      if (members.has(entry.parent) || members.has(entry.group) || members.has(entry.session)) members.add(entry.pid)
    }
  }
  return table.filter((entry) => members.has(entry.pid) && entry.pid !== process.pid).map((entry) => entry.pid)
}
