import { EngineError } from '../../core/shared/engine-error'
import type { Outlet, WriteBatch } from '../outlet'
import type { WriteAnswer } from './write-messages'
import type { WritingThread } from './writing-thread'

interface Listener {
  readonly onAnswer: (answer: WriteAnswer) => void
  /** Something is about to use the connection instead. */
  readonly onDirect: () => void
}

/** Hands what is gathered to the thread that writes, one batch at a time. */
export class BatchWriter {
  readonly #outlet: Outlet
  readonly #thread: WritingThread
  #last: WriteBatch | null = null
  #onDirect: () => void = () => undefined

  constructor(outlet: Outlet, thread: WritingThread) {
    this.#outlet = outlet
    this.#thread = thread
  }

  /** Only then may anything be sent; until then, and once it is gone, the connection writes. */
  get isUp(): boolean {
    return this.#thread.isUp
  }

  /** There is enough to write for it to be worth having. */
  start(): void {
    this.#thread.start()
  }

  /** Starts it; resolves when it is up, or gone. */
  decided(): Promise<void> {
    return this.#thread.decided()
  }

  listen({ onAnswer, onDirect }: Listener): void {
    this.#thread.onAnswer = onAnswer
    this.#onDirect = onDirect
  }

  /** For whoever is about to use the connection. */
  passDirectly(): void {
    this.#onDirect()
  }

  /** False when `write` writes nothing: there is nothing to wait for. */
  send(write: () => void): boolean {
    const batch = this.#outlet.batch(write)
    if (batch.calls.length === 0) return false
    this.#last = batch
    this.#thread.write(batch)
    this.#outlet.handedOver(batch)
    return true
  }

  wait(): WriteAnswer {
    return this.#thread.wait()
  }

  /** What the answer would have been thrown as, by the connection. */
  errorOf(answer: Exclude<WriteAnswer, { kind: 'written' }>): Error {
    if (answer.kind === 'unchanged') return new EngineError('unexpected', this.#last === null ? 'A row is not as it is known to be.' : this.#outlet.unchanged(this.#last, answer.call))
    return answer.code === null ? new EngineError('storage_failed', answer.message) : Object.assign(new Error(answer.message), { code: answer.code })
  }

  close(): Promise<void> {
    return this.#thread.close()
  }
}
