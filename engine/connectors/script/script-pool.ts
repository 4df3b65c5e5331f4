import * as z from 'zod'
import type { Json } from '../../contract/json'
import type { LogLevel } from '../../contract/log'
import { MAX_LOG_LINE } from '../../contract/log'
import { MAX_SECRET_LENGTH } from '../../contract/secret'
import { EngineError } from '../../core/shared/engine-error'
import { assertNever } from '../../core/shared/assert-never'
import { MAX_OUTPUT_BYTES } from '../../ports/step-kind'
import { parseJson } from '../json/parse-json'
import type { ThreadEnd } from '../threads/thread'
import { ThreadPool } from '../threads/thread-pool'
import type { ScriptNote, ScriptRequest, ScriptResult } from './script-messages'
import { SCRIPT_LOG_LEVELS } from './script-messages'

export interface Script {
  /** The body of a function with `input` in scope. */
  readonly code: string
  readonly input: Json
  readonly timeoutMs: number
  readonly memoryMb: number
  readonly signal: AbortSignal
  /** As in `StepContext`. */
  mask(text: string): string
  log(level: LogLevel, text: string): void
}

/** The interpreter stops itself at the limit; what native code keeps it from noticing is ended this much later. */
const GRACE_MS = 500
const MAX_LOG_LINES = 10_000
/** As of a command's output (characters): what a script logs waits for the engine's thread, and then for the disk. */
const MAX_LOG = 4 * 1024 * 1024
/** Of the message of what a script threw (characters). */
const MAX_THROWN = 4000
/** A script's own memory is WebAssembly's and limited apart; this is for its input and output on the way. */
const THREAD_HEAP_MB = 512

const note: z.ZodType<ScriptNote> = z.object({ level: z.enum(SCRIPT_LOG_LEVELS), text: z.string(), length: z.number() })

const result: z.ZodType<ScriptResult> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('returned'), json: z.string() }),
  z.object({ kind: z.literal('threw'), message: z.string(), line: z.number().nullable() }),
  z.object({ kind: z.literal('out_of_time') }),
  z.object({ kind: z.literal('out_of_memory') }),
  z.object({ kind: z.literal('too_large'), length: z.number() }),
])

/** Runs scripts in an isolated interpreter, each with time and memory limits, on a few worker threads. */
export class ScriptPool {
  readonly #threads: ThreadPool

  constructor(worker: string | URL, threads: number) {
    this.#threads = new ThreadPool({ worker, threads, memory: { heapMb: THREAD_HEAP_MB } })
  }

  async run(script: Script): Promise<Json> {
    const end = await this.#threads.run({
      message: toRequest(script),
      signal: script.signal,
      timeoutMs: script.timeoutMs + GRACE_MS,
      onNote: (raw) => {
        const { level, text, length } = note.parse(raw)
        script.log(level, length > MAX_LOG_LINE ? `${script.mask(text).slice(0, MAX_LOG_LINE)} … (cut, ${length} characters in all)` : text)
      },
    })
    return toOutput(toResult(end), script)
  }

  close(): Promise<void> {
    return this.#threads.close()
  }
}

const toRequest = (script: Script): ScriptRequest => ({
  code: script.code,
  input: JSON.stringify(script.input),
  timeoutMs: script.timeoutMs,
  memoryBytes: script.memoryMb * 1024 * 1024,
  maxOutput: MAX_OUTPUT_BYTES,
  maxLogLines: MAX_LOG_LINES,
  maxLog: MAX_LOG,
  maxShown: MAX_LOG_LINE,
  maxText: MAX_LOG_LINE + 4 * MAX_SECRET_LENGTH,
})

const toResult = (end: ThreadEnd): ScriptResult => (end.kind === 'done' ? result.parse(end.value) : end)

function toOutput(ended: ScriptResult, script: Script): Json {
  switch (ended.kind) {
    case 'returned':
      return parseJson(ended.json, "The script's result")
    case 'threw':
      throw new EngineError('script_failed', `The script failed: ${script.mask(ended.message).slice(0, MAX_THROWN)}${ended.line === null ? '' : ` (line ${ended.line})`}.`)
    case 'out_of_time':
      throw new EngineError('script_out_of_time', `The script did not end within ${script.timeoutMs} ms; give it more with timeout_ms, or less to do.`)
    case 'out_of_memory':
      throw new EngineError(
        'script_out_of_memory',
        `The script needed more than ${script.memoryMb} MB of memory; give it more with memory_mb, or less at a time.`,
      )
    case 'too_large':
      throw new EngineError('output_too_large', `The script returned ${ended.length} characters of JSON; ${MAX_OUTPUT_BYTES / 1024 / 1024} MiB is the most.`)
    default:
      return assertNever(ended)
  }
}
