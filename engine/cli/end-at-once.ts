import { isMainThread } from 'node:worker_threads'
import type { ExitCode } from './exit-code'

const SHELL = '/bin/sh'

/**
 * Ends the process with this code and waits for nothing. `process.exit` waits for Node's own threads, and one that reads from what
 * never answers (a dead share, say) never comes back. So the process becomes another one, whose only work is to end: the
 * system takes its threads, files and locks from it as it does from one that was killed.
 */
export function endAtOnce(code: ExitCode): never {
  if (!isMainThread || process.platform === 'win32' || process.execve === undefined) process.exit(code)
  // Whoever drew on the terminal puts it back.
  process.emit('exit', code)
  return process.execve(SHELL, [SHELL, '-c', `exit ${code}`], {})
}
