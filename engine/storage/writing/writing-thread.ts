import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { WriteBatch } from '../outlet'
import type { WriteAnswer, WriteRequest, WritingOptions } from './write-messages'

/** A disk that takes longer than this is taken for one that does not answer at all (ms). */
const LONGEST_WAIT_MS = 60_000

interface Started {
  readonly worker: Worker
  readonly port: MessagePort
  readonly exited: Promise<void>
}

/**
 * The thread that writes batches, one at a time; its answers may be waited for with and without letting others go on. It
 * begins with the first batch: an engine that has little to do needs none.
 */
export class WritingThread {
  readonly #program: string | URL
  readonly #options: Pick<WritingOptions, 'file' | 'pragmas'>
  readonly #answered = new Int32Array(new SharedArrayBuffer(8))
  #started: Started | null = null
  #sent = 0
  #isAlive = true
  #isAwaited = false
  /** Hears each answer that nobody waited for with `wait`. */
  onAnswer: (answer: WriteAnswer) => void = () => undefined

  constructor(program: string | URL, options: Pick<WritingOptions, 'file' | 'pragmas'>) {
    this.#program = program
    this.#options = options
  }

  /** False when it has stopped by itself: it writes nothing any more. */
  get isAlive(): boolean {
    return this.#isAlive
  }

  /** Not before the last batch was answered. */
  write(batch: WriteBatch): void {
    const { port } = (this.#started ??= this.#start())
    this.#sent += 1
    this.#isAwaited = true
    port.ref()
    port.postMessage({ kind: 'write', batch } satisfies WriteRequest)
  }

  /** The answer to the last batch, now: nothing else happens on this thread meanwhile. */
  wait(): WriteAnswer {
    while (Atomics.load(this.#answered, 0) < this.#sent) {
      if (Atomics.wait(this.#answered, 0, this.#sent - 1, LONGEST_WAIT_MS) === 'timed-out') return this.#lose('it does not answer')
    }
    const received: { message: WriteAnswer } | undefined = this.#started === null ? undefined : receiveMessageOnPort(this.#started.port)
    return received === undefined ? this.#lose('its answer was lost') : this.#settle(received.message)
  }

  async close(): Promise<void> {
    if (this.#started === null) return
    const { worker, port, exited } = this.#started
    worker.ref()
    if (this.#isAlive) port.postMessage({ kind: 'close' } satisfies WriteRequest)
    await exited
  }

  #start(): Started {
    const { port1: port, port2 } = new MessageChannel()
    const worker = new Worker(this.#program, { workerData: { ...this.#options, answered: this.#answered.buffer, port: port2 }, transferList: [port2] })
    port.on('message', (answer: WriteAnswer) => {
      if (this.#isAwaited) this.onAnswer(this.#settle(answer))
    })
    const stopped = (reason: string) => {
      this.#isAlive = false
      if (this.#isAwaited) this.onAnswer(this.#lose(reason))
    }
    worker.once('error', (error: Error) => stopped(error.message))
    const exited = new Promise<void>((resolve) => {
      worker.once('exit', () => {
        stopped('it stopped by itself')
        resolve()
      })
    })
    // What waits for nothing must not keep the process from ending.
    worker.unref()
    port.unref()
    return { worker, port, exited }
  }

  #settle(answer: WriteAnswer): WriteAnswer {
    this.#isAwaited = false
    this.#started?.port.unref()
    return answer
  }

  /** Once it had come up, whether the batch was written is not known. */
  #lose(reason: string): WriteAnswer {
    this.#isAlive = false
    const message = `The thread that writes the database is gone: ${reason}.`
    return this.#settle(Atomics.load(this.#answered, 1) === 0 ? { kind: 'absent', message } : { kind: 'failed', stage: 'commit', code: null, message })
  }
}
