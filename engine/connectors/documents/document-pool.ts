import { setImmediate } from 'node:timers/promises'
import * as z from 'zod'
import type { Json } from '../../contract/json'
import { MAX_JSON_DEPTH } from '../../contract/json-bounds'
import { EngineError } from '../../core/shared/engine-error'
import type { ValueRuleSources } from '../json/check-value'
import { unusableSchema } from '../json/compile-schema'
import type { Findings } from '../json/schema-check'
import type { Gates, Screening } from '../patterns/gates/screening'
import type { ThreadEnd } from '../threads/thread'
import { ThreadPool } from '../threads/thread-pool'
import type { CheckReply, DocumentFormat, DocumentReply, DocumentRequest, ParsedDocument, ScreenReply } from './document-messages'
import type { Cuts, SplitOptions } from './split-text'

/** Our own thread answers with nothing else; checking a million rows again would only hold up the engine. */
const answerWith = <T>(key: keyof T & string) => z.custom<T>((value) => typeof value === 'object' && value !== null && key in value)
const documentReply = answerWith<DocumentReply>('kind')
const cuts = answerWith<Cuts>('places')
const checkReply = answerWith<CheckReply>('kind')
const screenReply = answerWith<ScreenReply>('kind')

const MAX_ROWS = 250_000
/** A third of what a step may give out, since a character can take three bytes. */
const MAX_TEXT = 20 * 1024 * 1024
/** The step's own time limit is the one that counts; this only keeps a thread from working for ever. */
const MAX_MS = 30 * 60 * 1000
/** A file of 64 MiB lies outside the heap, and what a page of a PDF unpacks to, of which some is held twice. */
const THREAD_MEMORY = { heapMb: 1024, outsideMb: 384 }
/** Items of a list that are made into text at once. */
const PIECE_ITEMS = 1000

/** Parses documents, splits texts, checks and screens values on threads of their own. */
export class DocumentPool {
  readonly #threads: ThreadPool

  constructor(worker: string | URL, threads: number) {
    this.#threads = new ThreadPool({ worker, threads, memory: THREAD_MEMORY })
  }

  /** `name` is for errors. */
  async parse(name: string, format: DocumentFormat, content: Buffer, signal: AbortSignal): Promise<ParsedDocument> {
    const bytes = new Uint8Array(content)
    const end = await this.#run({ kind: 'parse', format, bytes, maxRows: MAX_ROWS, maxText: MAX_TEXT }, signal, [bytes.buffer])
    if (end.kind !== 'done') throw new EngineError('parse_failed', `Couldn't read ${name} as ${format}: it needs more ${wanting(end)} than is reasonable.`)
    const answer = documentReply.parse(end.value)
    if (answer.kind === 'failed') throw new EngineError('parse_failed', `Couldn't read ${name} as ${format}: ${answer.because}.`)
    if (answer.kind === 'too_large') throw new EngineError('output_too_large', `Couldn't give out ${name}: ${answer.because}.`)
    return answer
  }

  async split(text: string, options: SplitOptions, signal: AbortSignal): Promise<Cuts> {
    const end = await this.#run({ kind: 'split', text, ...options }, signal)
    if (end.kind !== 'done') throw new EngineError('step_failed', `Couldn't split the text: it needs more ${wanting(end)} than is reasonable. Split it in parts.`)
    return cuts.parse(end.value)
  }

  /** Throws `step_config_invalid` when the schema turns out to be none. */
  async check(value: Json, rules: ValueRuleSources, signal: AbortSignal): Promise<Findings> {
    const end = await this.#run({ kind: 'check', value: await textOf(value, signal), rules }, signal)
    if (end.kind !== 'done') throw new EngineError('step_failed', `Couldn't check the value: it needs more ${wanting(end)} than is reasonable. Check it in parts, or by simpler rules.`)
    const answer = checkReply.parse(end.value)
    if (answer.kind === 'unusable_rules') throw unusableSchema(answer.because)
    return answer.findings
  }

  /** Throws `step_failed` for a value that cannot be screened: who gives it on would give on what nobody looked at. */
  async screen(value: Json, gates: Gates, signal: AbortSignal): Promise<Screening> {
    const end = await this.#run({ kind: 'screen', value: await textOf(value, signal), gates }, signal)
    if (end.kind !== 'done') throw new EngineError('step_failed', `Couldn't screen the value: it needs more ${wanting(end)} than is reasonable. Screen it in parts.`)
    const answer = screenReply.parse(end.value)
    if (answer.kind === 'too_deep') throw new EngineError('step_failed', `Couldn't screen the value: it nests deeper than ${MAX_JSON_DEPTH} levels.`)
    return answer.screening
  }

  close(): Promise<void> {
    return this.#threads.close()
  }

  #run(message: DocumentRequest, signal: AbortSignal, transfer: readonly ArrayBuffer[] = []): Promise<ThreadEnd> {
    return this.#threads.run({ message, transfer, signal, timeoutMs: MAX_MS, onNote: () => undefined })
  }
}

const wanting = (end: Exclude<ThreadEnd, { kind: 'done' }>): string => (end.kind === 'out_of_time' ? 'time' : 'memory')

/** JSON text in pieces. Of a list, the usual large value, it is made bit by bit: other work goes on meanwhile. */
async function textOf(value: Json, signal: AbortSignal): Promise<readonly string[]> {
  if (!isList(value)) return [JSON.stringify(value)]
  const pieces: string[] = []
  for (let start = 0; start < value.length; start += PIECE_ITEMS) {
    if (start > 0) await setImmediate()
    signal.throwIfAborted()
    pieces.push(start === 0 ? '[' : ',', JSON.stringify(value.slice(start, start + PIECE_ITEMS)).slice(1, -1))
  }
  return pieces.length === 0 ? ['[]'] : [...pieces, ']']
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
