import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

export interface FailingCalls {
  readonly calls: readonly ('fsync' | 'fdatasync' | 'pwrite64' | 'write' | 'ftruncate')[]
  readonly error: 'EIO' | 'ENOSPC'
  /** Only on this file, or any whose path begins with one of these. */
  readonly paths: readonly string[]
  /** From the how manyth call on, and how many of them: `3+`, `5..8`; all unless given. */
  readonly when?: string
}

/** Why system calls cannot be made to fail here; null when they can. */
export function noFailingCalls(): string | null {
  if (process.platform !== 'linux') return 'system calls are made to fail on Linux only'
  const { status, error } = spawnSync('strace', ['-e', 'trace=none', 'true'], { encoding: 'utf8' })
  return status === 0 ? null : `strace cannot be used here: ${error?.message ?? 'it was refused'}`
}

/** Makes calls of a process fail as a broken or a full disk makes them, from when this resolves until the returned function does. */
export async function failCalls(pid: number, { calls, error, paths, when }: FailingCalls): Promise<() => Promise<void>> {
  const list = calls.join(',')
  const where = paths.flatMap((path) => ['-P', path])
  const child = spawn('strace', ['-f', '-p', String(pid), '-o', '/dev/null', ...where, '-e', `trace=${list}`, '-e', `inject=${list}:error=${error}${when === undefined ? '' : `:when=${when}`}`], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGINT')
    await ended
  }
  onTestFinished(stop)
  for await (const line of createInterface(child.stderr)) if (line.includes('attached')) break
  return stop
}
