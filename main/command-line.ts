import { Worker } from 'node:worker_threads'

/** What the thread says in the first number it shares with main; the second is the exit code. */
export const PROGRESS = { none: 0, started: 1, ended: 2 } as const

/** Loading takes a fraction of a second; a thread that never starts must not keep a terminal waiting. */
const START_LIMIT_MS = 30_000

/** What comes after `--cli`; null when the command line was not asked for. */
export function commandLineArguments(argv: readonly string[]): string[] | null {
  const at = argv.indexOf('--cli')
  return at < 0 ? null : argv.slice(at + 1)
}

/**
 * Runs the command line and ends the process with its exit code, without ever returning to Electron: on Linux it gives up
 * without a display as soon as it is let to start, and nowhere does a command need windows. Since this thread waits, the
 * commands run in one of their own; Ctrl-C ends the process at once, as if it had been killed.
 */
export function runCommandLine(program: string, args: readonly string[]): never {
  const progress = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))
  new Worker(program, { argv: [...args], workerData: progress.buffer })
  if (Atomics.wait(progress, 0, PROGRESS.none, START_LIMIT_MS) === 'timed-out') {
    process.stderr.write('The command line could not be started: its program does not load. Installing Signalbox again mends it.\n')
    process.exit(1)
  }
  Atomics.wait(progress, 0, PROGRESS.started)
  process.exit(Atomics.load(progress, 1))
}
