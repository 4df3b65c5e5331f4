import { readdir, readlink } from 'node:fs/promises'
import { isAlive } from '../../connectors/process/process-table'

/**
 * The processes that are alive and at work in the folder or below it: whatever a command started stays there, though it left its
 * session and wiped its environment.
 */
export async function processesIn(folder: string): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const found = await Promise.all(pids.map(async (pid) => (await isIn(pid, folder)) && (await isAlive(pid))))
  return pids.filter((_, index) => found[index])
}

async function isIn(pid: number, folder: string): Promise<boolean> {
  const at = await readlink(`/proc/${pid}/cwd`).catch(() => '')
  return at === folder || at.startsWith(`${folder}/`)
}
