import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { isAliveOnLinux, linuxProcesses } from './linux-processes'

/** One living process. Numbers that the system does not tell are 0. */
export interface ProcessEntry {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly session: number
  /** Empty where no marker stands in it. */
  readonly environment: string
}

/** Variable by which the processes of one attempt know each other, wherever they have gone. */
export const MARKER = 'SIGNALBOX_ATTEMPT'

/** All living processes (zombies are not), with the environment of those whose we may read and that carry a marker. */
export function processTable(platform: NodeJS.Platform = process.platform): Promise<ProcessEntry[]> {
  return platform === 'linux' ? linuxProcesses(MARKER) : psTable()
}

/** Whether a process is at work: cheap, where the whole table is not. */
export function isAlive(pid: number, platform: NodeJS.Platform = process.platform): boolean {
  if (platform === 'linux') return isAliveOnLinux(pid)
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

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
