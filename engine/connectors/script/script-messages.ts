/** What the pool asks a script thread. Types only: the worker file is run by itself. */
export interface ScriptRequest {
  /** The body of a function with `input` in scope. */
  readonly code: string
  /** JSON text. */
  readonly input: string
  readonly timeoutMs: number
  readonly memoryBytes: number
  /** UTF-16 length of the result's JSON text. */
  readonly maxOutput: number
  /** What comes later is counted only. */
  readonly maxLogLines: number
  /** Characters of all lines, each as far as it is shown. */
  readonly maxLog: number
  readonly maxShown: number
  /** Of a line of the log, and of what was thrown: the pool masks them before it clips them to what is shown. */
  readonly maxText: number
}

export const SCRIPT_LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const

/** One call of `console`. */
export interface ScriptNote {
  readonly level: (typeof SCRIPT_LOG_LEVELS)[number]
  readonly text: string
  /** Of the whole, which may be longer than `text`. */
  readonly length: number
}

export type ScriptResult =
  | { readonly kind: 'returned'; readonly json: string }
  | { readonly kind: 'threw'; readonly message: string; readonly line: number | null }
  | { readonly kind: 'out_of_time' }
  | { readonly kind: 'out_of_memory' }
  | { readonly kind: 'too_large'; readonly length: number }
