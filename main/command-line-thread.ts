import { writeSync } from 'node:fs'
import { Writable } from 'node:stream'
import { isatty, WriteStream } from 'node:tty'
import { workerData } from 'node:worker_threads'
import * as z from 'zod'
import { PROGRESS } from './command-line'

// The thread in which `--cli` runs its commands. Main waits and looks after nothing, so what it would do for a thread is
// done here: output is written, an error nobody caught is told, and the exit code is left where main finds it.

const progress = new Int32Array(z.instanceof(SharedArrayBuffer).parse(workerData))
const pause = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
const PAUSE_MS = 5

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(descriptor, bytes, written)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
      // The pipe is full: its reader needs a moment.
      Atomics.wait(pause, 0, 0, PAUSE_MS)
    }
  }
}

function tell(step: number): void {
  Atomics.store(progress, 0, step)
  Atomics.notify(progress, 0)
}

class DirectStream extends Writable {
  constructor(readonly fd: number) {
    super({ decodeStrings: true })
  }

  override _write(bytes: Uint8Array, _encoding: string, done: (error?: Error) => void): void {
    try {
      writeAll(this.fd, bytes)
      done()
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)))
    }
  }
}

function ownStream(name: 'stdout' | 'stderr', descriptor: number): void {
  Object.defineProperty(process, name, { value: isatty(descriptor) ? new WriteStream(descriptor) : new DirectStream(descriptor) })
}

ownStream('stdout', 1)
ownStream('stderr', 2)
process.on('uncaughtException', (error) => {
  process.stderr.write(`${error.stack ?? error.message}\n`)
  process.exit(1)
})
process.on('exit', (code) => {
  Atomics.store(progress, 1, code)
  tell(PROGRESS.ended)
})
tell(PROGRESS.started)

void import('../engine/cli/index')
