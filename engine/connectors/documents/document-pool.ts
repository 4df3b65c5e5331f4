import * as z from 'zod'
import { EngineError } from '../../core/shared/engine-error'
import { ThreadPool } from '../threads/thread-pool'
import type { DocumentFormat, DocumentReply, ParsedDocument } from './document-messages'

/** Our own thread answers with nothing else; checking a million rows again would only hold up the engine. */
const reply = z.custom<DocumentReply>((value) => typeof value === 'object' && value !== null && 'kind' in value)

const MAX_ROWS = 250_000
/** A third of what a step may give out, since a character can take three bytes. */
const MAX_TEXT = 20 * 1024 * 1024
/** The step's own time limit is the one that counts; this only keeps a thread from working for ever. */
const MAX_MS = 30 * 60 * 1000
const THREAD_HEAP_MB = 1024

/** Turns documents into text on threads of their own. */
export class DocumentPool {
  readonly #threads: ThreadPool

  constructor(worker: string | URL, threads: number) {
    this.#threads = new ThreadPool({ worker, threads, memoryMb: THREAD_HEAP_MB })
  }

  /** `name` is for errors. */
  async parse(name: string, format: DocumentFormat, content: Buffer, signal: AbortSignal): Promise<ParsedDocument> {
    const bytes = new Uint8Array(content)
    const message = { format, bytes, maxRows: MAX_ROWS, maxText: MAX_TEXT }
    const end = await this.#threads.run({ message, transfer: [bytes.buffer], signal, timeoutMs: MAX_MS, onNote: () => undefined })
    if (end.kind !== 'done')
      throw new EngineError(
        'parse_failed',
        `Couldn't read ${name} as ${format}: it needs more ${end.kind === 'out_of_time' ? 'time' : 'memory'} than is reasonable.`,
      )
    const answer = reply.parse(end.value)
    if (answer.kind === 'failed') throw new EngineError('parse_failed', `Couldn't read ${name} as ${format}: ${answer.because}.`)
    if (answer.kind === 'too_large') throw new EngineError('output_too_large', `Couldn't give out ${name}: ${answer.because}.`)
    return answer
  }

  close(): Promise<void> {
    return this.#threads.close()
  }
}
