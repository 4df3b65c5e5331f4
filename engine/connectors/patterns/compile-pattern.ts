import { RE2JS, RE2JSException } from 're2js'
import { EngineError } from '../../core/shared/engine-error'

export interface Pattern {
  /** Whether the pattern is found anywhere in the text. */
  test(text: string): boolean
  /** Its source: what a validator tells patterns apart by. */
  toString(): string
}

const MAX_PATTERN = 1000
/** Linear, but slower than the host's own expressions: longer texts are not what rules are about. */
export const MAX_TESTED = 256 * 1024

/** A regular expression from outside. RE2 runs in time linear in the text, whatever the expression. */
export function compilePattern(source: string): Pattern {
  if (source.length > MAX_PATTERN)
    throw new EngineError('step_config_invalid', `A pattern can have ${MAX_PATTERN} characters at most; this one has ${source.length}.`)
  try {
    const compiled = RE2JS.compile(source)
    return { test: (text) => text.length <= MAX_TESTED && compiled.matcher(text).find(), toString: () => source }
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause
    throw new EngineError(
      'step_config_invalid',
      `The pattern ${JSON.stringify(source.slice(0, 200))} cannot be used: ${cause.message}. Patterns are RE2's: without look-around and back references.`,
      { cause },
    )
  }
}
