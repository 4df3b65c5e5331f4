import { readdirSync, readlinkSync } from 'node:fs'
import { isAlive } from '../../connectors/process/process-table'

/**
 * The processes that are alive and at work in the folder or below it: whatever a command started stays there, though it left its
 * session and wiped its environment.
 */
export function processesIn(folder: string): readonly number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map(Number).filter((pid) => isIn(pid, folder) && isAlive(pid))
}

function isIn(pid: number, folder: string): boolean {
  try {
    const at = readlinkSync(`/proc/${pid}/cwd`)
    return at === folder || at.startsWith(`${folder}/`)
  } catch {
    return false
  }
}
