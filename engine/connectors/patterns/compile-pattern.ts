import { RE2JSException } from 're2js'
import { EngineError } from '../../core/shared/engine-error'
import { type Pattern, re2Pattern } from './re2-pattern'

const MAX_PATTERN = 1000

/** A regular expression from outside. Throws `step_config_invalid` for one that RE2 does not take. */
export function compilePattern(source: string): Pattern {
  if (source.length > MAX_PATTERN)
    throw new EngineError('step_config_invalid', `A pattern can have ${MAX_PATTERN} characters at most; this one has ${source.length}.`)
  try {
    return re2Pattern(source)
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause
    throw new EngineError(
      'step_config_invalid',
      `The pattern ${JSON.stringify(source.slice(0, 200))} cannot be used: ${cause.message}. Patterns are RE2's: without look-around and back references.`,
      { cause },
    )
  }
}
