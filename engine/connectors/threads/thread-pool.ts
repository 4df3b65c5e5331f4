import type { ThreadEnd, ThreadMemory, ThreadTask } from './thread'
import { Thread } from './thread'
import { Turns } from './turns'

export interface ThreadPoolOptions {
  readonly worker: string | URL
  readonly threads: number
  /** Of one thread; past it the thread is replaced. */
  readonly memory: ThreadMemory
}

/**
 * Worker threads that are started when first needed and kept warm, since a fresh one costs about 100 ms. Tasks wait in
 * order for a free one. An aborted task is answered only when its thread has stopped.
 */
export class ThreadPool {
  readonly #options: ThreadPoolOptions
  readonly #turns: Turns
  readonly #idle: Thread[] = []
  readonly #busy = new Set<Thread>()
  #closed = false

  constructor(options: ThreadPoolOptions) {
    this.#options = options
    this.#turns = new Turns(options.threads)
  }

  async run(task: ThreadTask): Promise<ThreadEnd> {
    await this.#turns.enter(task.signal)
    try {
      return await this.#runOnThread(task)
    } finally {
      this.#turns.leave()
    }
  }

  /** Stops every thread; tasks that run or wait are rejected. */
  async close(): Promise<void> {
    this.#closed = true
    this.#turns.close(closedError())
    await Promise.all([...this.#idle.splice(0), ...this.#busy].map((thread) => thread.stop()))
  }

  async #runOnThread(task: ThreadTask): Promise<ThreadEnd> {
    if (this.#closed) throw closedError()
    const thread = this.#warm() ?? new Thread(this.#options.worker, this.#options.memory)
    this.#busy.add(thread)
    try {
      return await thread.run(task)
    } finally {
      this.#busy.delete(thread)
      if (thread.alive) this.#idle.push(thread)
    }
  }

  #warm(): Thread | undefined {
    const thread = this.#idle.pop()
    return thread === undefined || thread.alive ? thread : this.#warm()
  }
}

const closedError = (): Error => new Error('the worker threads have been stopped')
