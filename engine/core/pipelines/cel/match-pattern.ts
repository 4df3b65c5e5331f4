import { RE2JS } from 're2js'
import * as z from 'zod'
import { patternCost } from '../../shared/pattern-cost'
import type { FunctionCall } from './function-call'

const MAX_PATTERN = 1000
/** Parts of a compiled pattern that are held against a character in the time of one step. */
const PARTS_A_STEP = 8

/** RE2 takes time in proportion to the text, whatever the pattern; the budget bounds the text. */
export function matchesPattern(given: FunctionCall): boolean {
  const text = given.text(0)
  const pattern = given.text(1)
  if (pattern.length > MAX_PATTERN) given.fail(`takes patterns of at most ${MAX_PATTERN} characters.`)
  const compiled = given.budget.patterns.get(pattern) ?? compile(given, pattern)
  // In the worst case each part of the pattern is held against each character.
  given.budget.spend(text.length * Math.max(1, compiled.programSize() / PARTS_A_STEP))
  return compiled.matcher(text).find()
}

/** Charged beforehand: some patterns of a few characters take a second. */
function compile(given: FunctionCall, pattern: string): RE2JS {
  given.budget.spend(patternCost(pattern))
  try {
    const compiled = RE2JS.compile(pattern)
    given.budget.patterns.set(pattern, compiled)
    return compiled
  } catch (error) {
    return given.fail(`cannot read the pattern \`${pattern}\`: ${refusal.parse(error).message}.`)
  }
}

const refusal = z.object({ message: z.string() }).catch({ message: 'it is no pattern' })
