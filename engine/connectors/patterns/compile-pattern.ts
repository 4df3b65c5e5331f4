import { RE2JSException } from 're2js'
import { boundedPattern } from '../../core/shared/bounded-pattern'
import { EngineError } from '../../core/shared/engine-error'
import { type Pattern, patternOf } from './re2-pattern'

/** A regular expression from outside. Throws `step_config_invalid` for one that RE2 does not take, and for one that is too large. */
export function compilePattern(source: string): Pattern {
  try {
    return patternOf(source, boundedPattern(source))
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause
    throw new EngineError(
      'step_config_invalid',
      `The pattern ${JSON.stringify(source.slice(0, 200))} cannot be used: ${cause.message}. Patterns are RE2's: without look-around and back references.`,
      { cause },
    )
  }
}

/** Of all patterns of one step: to compile so many takes some hundredths of a second. */
const MAX_TOGETHER = 50_000
/** What a pattern takes beside its parts. */
const PARTS_EACH = 100

/** Compiles the patterns of one step. Throws `step_config_invalid` also when they are too many or too large together. */
export function compilePatterns(): (source: string) => Pattern {
  let together = 0
  return (source) => {
    const pattern = compilePattern(source)
    together += pattern.parts + PARTS_EACH
    if (together <= MAX_TOGETHER) return pattern
    throw new EngineError('step_config_invalid', `The patterns are too many or too large together: with repetitions written out they come to more than ${MAX_TOGETHER} parts. Spread them over several steps.`)
  }
}
