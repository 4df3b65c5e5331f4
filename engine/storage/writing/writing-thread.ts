import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { WriteBatch } from '../outlet'
import type { WriteAnswer, WriteMessage, WriteRequest, WritingOptions } from './write-messages'

/** A disk that takes longer than this is taken for one that does not answer at all (ms). */
const LONGEST_WAIT_MS = 60_000
/** It is waited for in so many slices: the time for which the whole process stood still counts as one of them. */
const SLICES = 60

type Opened = Pick<WritingOptions, 'file' | 'pragmas'>

interface Started {
  readonly worker: Worker
  readonly port: MessagePort
  /** It has come up, or it never will. */
  readonly decided: Promise<void>
  readonly exited: Promise<void>
}

/** The thread that writes batches, one at a time; its answers may be waited for with and without letting others go on. */
export class WritingThread {
  readonly #program: string | URL
  readonly #options: Opened
  readonly #sliceMs: number
  readonly #answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  #started: Started | null = null
  #sent = 0
  #state: 'idle' | 'coming' | 'up' | 'gone' = 'idle'
  #isAwaited = false
  /** Hears each answer that nobody waited for with `wait`. */
  onAnswer: (answer: WriteAnswer) => void = () => undefined

  constructor(program: string | URL, options: Opened, longestWaitMs = LONGEST_WAIT_MS) {
    this.#program = program
    this.#options = options
    this.#sliceMs = longestWaitMs / SLICES
  }

  /** It has said that it can write. Once it is gone it never is again. */
  get isUp(): boolean {
    return this.#state === 'up'
  }

  /** Begins to bring it up, unless that was begun before: an engine that has little to do needs none. */
  start(): void {
    if (this.#state !== 'idle') return
    try {
      this.#started = this.#open()
      this.#state = 'coming'
    } catch {
      // No thread can be made here: there is none, as when one does not come up.
      this.#state = 'gone'
    }
  }

  /** Starts it; resolves when it is up, or gone. */
  async decided(): Promise<void> {
    this.start()
    if (this.#started === null) return
    const { worker, decided } = this.#started
    worker.ref()
    await decided
    worker.unref()
  }

  /** When it is up, and not before the last batch was answered. */
  write(batch: WriteBatch): void {
    if (this.#started === null) throw new Error('nothing can be sent to a thread that was not started')
    const { port } = this.#started
    port.postMessage({ kind: 'write', batch } satisfies WriteRequest)
    port.ref()
    this.#sent += 1
    this.#isAwaited = true
  }

  /** The answer to the last batch, now: nothing else happens on this thread meanwhile. */
  wait(): WriteAnswer {
    let slices = 0
    for (let count = this.#count(); count < this.#sent; count = this.#count()) {
      if (slices === SLICES) return this.#lose('it does not answer')
      // The answer before may have come by its message, and not be counted yet.
      if (Atomics.wait(this.#answered, 0, count, this.#sliceMs) === 'timed-out') slices += 1
    }
    const received: { message: WriteAnswer } | undefined = this.#started === null ? undefined : receiveMessageOnPort(this.#started.port)
    return received === undefined ? this.#lose('its answer was lost') : this.#settle(received.message)
  }

  /** What was sent has been answered. */
  async close(): Promise<void> {
    // One that was given up may stand in a call of the disk that never returns.
    if (this.#started === null || this.#state === 'gone') return
    const { worker, port, exited } = this.#started
    worker.ref()
    port.postMessage({ kind: 'close' } satisfies WriteRequest)
    await exited
  }

  /** How many answers have been given. */
  #count(): number {
    return Atomics.load(this.#answered, 0)
  }

  #open(): Started {
    const { port1: port, port2 } = new MessageChannel()
    const worker = new Worker(this.#program, { workerData: { ...this.#options, answered: this.#answered.buffer, port: port2 }, transferList: [port2] })
    const stopped = (reason: string) => {
      this.#state = 'gone'
      if (this.#isAwaited) this.onAnswer(this.#lose(reason))
    }
    port.on('message', (message: WriteMessage) => {
      if (message.kind === 'up') {
        if (this.#state === 'coming') this.#state = 'up'
      } else if (this.#isAwaited) this.onAnswer(this.#settle(message))
    })
    const decided = new Promise<void>((resolve) => {
      port.once('message', () => resolve())
      worker.once('exit', () => resolve())
    })
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
    return { worker, port, decided, exited }
  }

  #settle(answer: WriteAnswer): WriteAnswer {
    this.#isAwaited = false
    this.#started?.port.unref()
    return answer
  }

  /** Whether the batch was written is not known. A commit that is under way in SQLite ends as it ends; the connection, which is used from now on, waits for that. */
  #lose(reason: string): WriteAnswer {
    this.#state = 'gone'
    void this.#started?.worker.terminate()
    return this.#settle({ kind: 'failed', stage: 'commit', code: null, message: `The thread that writes the database is gone: ${reason}.` })
  }
}
