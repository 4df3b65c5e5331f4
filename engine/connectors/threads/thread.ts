import { Worker } from 'node:worker_threads'
import * as z from 'zod'
import { watchOutside } from './watch-outside'

/** How a task on a thread ended. Anything else (abort, a broken worker file) rejects. */
export type ThreadEnd = { readonly kind: 'done'; readonly value: unknown } | { readonly kind: 'out_of_time' } | { readonly kind: 'out_of_memory' }

export interface ThreadTask {
  readonly message: unknown
  /** Moved to the thread, not copied. */
  readonly transfer?: readonly ArrayBuffer[]
  readonly signal: AbortSignal
  /** Hard limit, counted from the moment the thread takes the task. */
  readonly timeoutMs: number
  onNote(note: unknown): void
}

/** Past either of them a task ends `out_of_memory`. */
export interface ThreadMemory {
  readonly heapMb: number
  /** Buffers and whatever else lies outside the heap. Without it, what the thread runs keeps its own bounds. */
  readonly outsideMb?: number
}

/** What a worker file posts: `ready` once, then for each task any number of notes and one `done`. */
const posted = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('note'), note: z.unknown() }),
  z.object({ kind: z.literal('done'), value: z.unknown() }),
])

/** A task that a thread is at, and how to answer it. */
interface Doing {
  readonly task: ThreadTask
  readonly resolve: (end: ThreadEnd) => void
  readonly reject: (reason: unknown) => void
  readonly onAbort: () => void
  timer: NodeJS.Timeout | undefined
  stopWatching: (() => void) | undefined
}

/** One worker thread that does one task at a time. Once a task had to be stopped it is gone, and `alive` says so. */
export class Thread {
  readonly #worker: Worker
  readonly #memory: ThreadMemory
  #ready = false
  #alive = true
  #doing: Doing | null = null

  constructor(file: string | URL, memory: ThreadMemory) {
    this.#memory = memory
    this.#worker = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: memory.heapMb } })
    this.#worker.on('message', (raw: unknown) => this.#hear(raw))
    this.#worker.on('error', (error) => this.#discard((doing) => (isOutOfMemory(error) ? doing.resolve({ kind: 'out_of_memory' }) : doing.reject(error))))
    this.#worker.on('exit', (code) => this.#discard((doing) => doing.reject(new Error(`a worker thread stopped by itself (exit code ${code})`))))
    // A warm thread with nothing to do must not keep the process from ending.
    this.#worker.unref()
  }

  get alive(): boolean {
    return this.#alive
  }

  run(task: ThreadTask): Promise<ThreadEnd> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => this.#discard(() => reject(task.signal.reason))
      this.#doing = { task, resolve, reject, onAbort, timer: undefined, stopWatching: undefined }
      this.#worker.ref()
      task.signal.addEventListener('abort', onAbort)
      if (task.signal.aborted) onAbort()
      else if (this.#ready) this.#begin()
    })
  }

  /** A task still running is rejected. */
  async stop(): Promise<void> {
    this.#discard((doing) => doing.reject(new Error('the worker thread is being stopped')))
    await this.#worker.terminate()
  }

  #begin(): void {
    const doing = this.#doing
    if (doing === null) return
    doing.timer = setTimeout(() => this.#discard(() => doing.resolve({ kind: 'out_of_time' })), doing.task.timeoutMs)
    const { outsideMb } = this.#memory
    if (outsideMb !== undefined) doing.stopWatching = watchOutside(this.#worker, outsideMb * 1024 * 1024, () => this.#discard(() => doing.resolve({ kind: 'out_of_memory' })))
    this.#worker.postMessage(doing.task.message, [...(doing.task.transfer ?? [])])
  }

  #hear(raw: unknown): void {
    try {
      const message = posted.parse(raw)
      if (message.kind === 'ready') {
        this.#ready = true
        this.#begin()
      } else if (message.kind === 'note') this.#doing?.task.onNote(message.note)
      else this.#finish(message.value)
    } catch (error) {
      this.#discard((doing) => doing.reject(error))
    }
  }

  #finish(value: unknown): void {
    this.#worker.unref()
    this.#letGo()?.resolve({ kind: 'done', value })
  }

  /** Answers only when the thread has stopped. */
  #discard(answer: (doing: Doing) => void): void {
    this.#alive = false
    const doing = this.#letGo()
    const stopped = this.#worker.terminate()
    if (doing !== null) void stopped.then(() => answer(doing), doing.reject)
  }

  #letGo(): Doing | null {
    const doing = this.#doing
    this.#doing = null
    if (doing === null) return null
    clearTimeout(doing.timer)
    doing.stopWatching?.()
    doing.task.signal.removeEventListener('abort', doing.onAbort)
    return doing
  }
}

const isOutOfMemory = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
