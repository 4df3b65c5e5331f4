import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { TreeRoot } from './process-table'
import { isAlive, processTable, treeOf } from './process-table'

/** Between the request to end and the order: what is left of the second within which a cancelled step must be gone. */
const TERM_GRACE_MS = 400
/** After the order: the system needs some time to take down a large process. */
const KILL_GRACE_MS = 100
const LOOK_AGAIN_MS = 15
/** A process that forks faster than it is found is hunted this often. */
const KILL_ROUNDS = 25

/**
 * Ends every process of a tree: politely, then by force. Works when the leader is gone. Resolves with the number of
 * processes that were found alive, when none is left.
 */
export async function stopTree(root: TreeRoot): Promise<number> {
  if (process.platform === 'win32') return stopTreeOnWindows(root)
  const found = await living(root)
  if (found.length === 0) return 0
  signalAll(found, 'SIGTERM')
  await untilGone(found, TERM_GRACE_MS)
  await killAll(root)
  return found.length
}

async function killAll(root: TreeRoot): Promise<void> {
  for (let round = 0; round < KILL_ROUNDS; round++) {
    const left = await living(root)
    if (left.length === 0) return
    // Stopped first, so that none forks while the others die.
    signalAll(left, 'SIGSTOP')
    signalAll(left, 'SIGKILL')
    await untilGone(left, KILL_GRACE_MS)
  }
}

async function untilGone(pids: readonly number[], ms: number): Promise<void> {
  const deadline = performance.now() + ms
  while (performance.now() < deadline) {
    if (!pids.some((pid) => isAlive(pid))) return
    await delay(LOOK_AGAIN_MS)
  }
}

const living = async (root: TreeRoot): Promise<number[]> => treeOf(root, await processTable())

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal)
    } catch (error) {
      if (!isGone(error)) throw error
    }
  }
}

/** It ended by itself meanwhile, or took another user's rights: nothing more can be done about it here. */
const isGone = (error: unknown): boolean => error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM')

const execute = promisify(execFile)

async function stopTreeOnWindows({ leader }: TreeRoot): Promise<number> {
  if (leader === null) return 0
  return execute('taskkill', ['/PID', String(leader), '/T', '/F'], { windowsHide: true }).then(
    () => 1,
    () => 0, // taskkill fails when there is no such process
  )
}
