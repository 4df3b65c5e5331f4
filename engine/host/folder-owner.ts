import { errnoOf } from '../storage/soundness/content-hash'
import { readOwnerNote } from '../storage/owner-note'

/** The number of the process that works on a data folder, as far as it is noted there; null when none does. */
export async function ownerPid(dataFolder: string): Promise<number | null> {
  const note = await readOwnerNote(dataFolder)
  return note !== null && isAlive(note.pid) ? note.pid : null
}

function isAlive(pid: number): boolean {
  try {
    // Asks, and sends nothing.
    return process.kill(pid, 0)
  } catch (thrown) {
    return errnoOf(thrown) === 'EPERM'
  }
}
