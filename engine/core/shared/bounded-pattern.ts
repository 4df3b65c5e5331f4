import { RE2JS } from 're2js'
import { EngineError } from './engine-error'
import { patternCost } from './pattern-cost'

const MAX_CHARACTERS = 1000
/** Parts of a pattern once its repetitions are written out: in the worst case each is held against each character. */
const MAX_PARTS = 10_000
/** Some patterns of a few characters take a second to compile. */
const MAX_COST = 2_000_000

/** A regular expression from outside. Throws `step_config_invalid` for one that is too large, and what RE2 says of one that it does not take. */
export function boundedPattern(source: string): RE2JS {
  if (source.length > MAX_CHARACTERS) throw new EngineError('step_config_invalid', `A pattern can have ${MAX_CHARACTERS} characters at most; this one has ${source.length}.`)
  if (patternCost(source) > MAX_COST) throw tooLarge(source, 'it would take too long to compile, as classes like \\p{L} do that are repeated often')
  const compiled = RE2JS.compile(source)
  if (compiled.programSize() > MAX_PARTS) throw tooLarge(source, `with its repetitions written out it comes to more than ${MAX_PARTS} parts`)
  return compiled
}

const tooLarge = (source: string, because: string): EngineError =>
  new EngineError(
    'step_config_invalid',
    `The pattern ${JSON.stringify(source.slice(0, 200))} is too large: ${because}. Repeat less in it; how long a text may be is a rule of its own.`,
  )
