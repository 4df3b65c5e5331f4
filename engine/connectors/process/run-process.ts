import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { EngineError } from '../../core/shared/engine-error'
import { LineFeed } from './line-feed'
import type { Captured } from './output-capture'
import { OutputCapture } from './output-capture'
import { MARKER } from './process-table'
import { stopTree } from './stop-tree'

export type OutputStream = 'stdout' | 'stderr'

export interface ProcessRequest {
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly stdin: string
  /** Unlike that of any other process; all that the command starts is found by it. */
  readonly marker: string
  /** Kept of each stream. */
  readonly maxBytes: Readonly<Record<OutputStream, number>>
  readonly signal: AbortSignal
  /** As in `StepContext`. */
  mask(text: string): string
  onLine(stream: OutputStream, line: string): void
}

export interface ProcessEnd {
  /** Null when a signal ended it. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: Captured
  readonly stderr: Captured
  /** Lines that the log did not get. */
  readonly linesLeftOut: number
  /** Processes that the command had left behind, ended with it. */
  readonly leftBehind: number
}

/** How long the pipes may stay open after the command ended, when someone it started still holds them. */
const DRAIN_MS = 250

/**
 * Runs a command in a session of its own and ends with everything it started: on abort within a second (then it rejects
 * with the signal's reason), and also when the command itself ended and left processes behind.
 */
export async function runProcess(request: ProcessRequest): Promise<ProcessEnd> {
  request.signal.throwIfAborted()
  const child = await start(request)
  const tree = { leader: child.pid ?? null, marker: request.marker }
  const stdout = collect(child, 'stdout', request)
  const stderr = collect(child, 'stderr', request)
  feed(child, request.stdin)

  const closed = once(child, 'close')
  const exited = exitOf(child)
  const aborted = await endOrAbort(exited, request.signal)
  if (!aborted) await Promise.race([closed, delay(DRAIN_MS)])
  const leftBehind = await stopTree(tree)
  await Promise.race([closed, delay(DRAIN_MS)])
  child.stdout.destroy()
  child.stderr.destroy()
  request.signal.throwIfAborted()

  const { code, signal } = await exited
  const [out, err] = [stdout(), stderr()]
  return { exitCode: code, signal, stdout: out.captured, stderr: err.captured, linesLeftOut: out.leftOut + err.leftOut, leftBehind }
}

/** Resolves when the process runs; what keeps it from starting is thrown as what a person can mend. */
async function start(request: ProcessRequest): Promise<ChildProcessWithoutNullStreams> {
  const [program = '', ...args] = request.command
  await checkFolder(request.cwd)
  try {
    const env = { ...request.env, [MARKER]: request.marker }
    const child = spawn(program, args, { cwd: request.cwd, env, detached: process.platform !== 'win32', windowsHide: true, stdio: 'pipe' })
    await once(child, 'spawn')
    return child
  } catch (cause) {
    throw cannotStart(program, request.env['PATH'] ?? '', cause)
  }
}

async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null)
  if (found?.isDirectory() !== true) throw new EngineError('file_not_found', `Couldn't run the command in ${folder}: there is no such folder.`)
}

function cannotStart(program: string, path: string, cause: unknown): EngineError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'ENOENT') {
    const where = /[\\/]/.test(program) ? 'there is no such file' : `it is in none of the folders of PATH (${path})`
    return new EngineError('command_not_found', `Couldn't run ${program}: ${where}.`, { cause })
  }
  if (code === 'EACCES' || code === 'ENOEXEC')
    return new EngineError('command_not_found', `Couldn't run ${program}: the file is not a program that may be executed.`, { cause })
  if (code === 'E2BIG')
    return new EngineError(
      'step_config_invalid',
      `Couldn't run ${program}: its arguments and environment are longer than the system allows; pass large values by stdin or a file.`,
      { cause },
    )
  if (code === 'EAGAIN' || code === 'ENOMEM' || code === 'EMFILE')
    return new EngineError('worker_lost', `Couldn't run ${program}: the system has no room for another process (${code}).`, { cause })
  return new EngineError('command_failed', `Couldn't run ${program}: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause })
}

function collect(child: ChildProcessWithoutNullStreams, stream: OutputStream, request: ProcessRequest): () => { captured: Captured; leftOut: number } {
  const capture = new OutputCapture(request.maxBytes[stream], (text) => request.mask(text))
  const lines = new LineFeed((line) => request.onLine(stream, line))
  child[stream].on('data', (chunk: Buffer) => {
    capture.write(chunk)
    lines.write(chunk)
  })
  return () => ({ leftOut: lines.end(), captured: capture.end() })
}

/** A command that does not read its input to the end is no error. */
function feed(child: ChildProcessWithoutNullStreams, text: string): void {
  child.stdin.on('error', () => child.stdin.destroy())
  child.stdin.end(text)
}

interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

const exitOf = (child: ChildProcessWithoutNullStreams): Promise<Exit> =>
  new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })))

/** Resolves with whether the abort came first. */
function endOrAbort(ended: Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const onAbort = (): void => resolve(true)
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    void ended.then(() => {
      signal.removeEventListener('abort', onAbort)
      resolve(false)
    })
  })
}
