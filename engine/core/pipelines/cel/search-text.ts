import { LongPattern } from '../../shared/long-pattern'
import type { Budget } from './budget'

/**
 * The host searches for a part of this length in time in proportion to the text, whatever the two are. For longer ones it
 * compares length by length: hours for `a…aba…a` in `a…a`.
 */
const LONGEST_PART = 250

/** Where the part first begins in the text; -1 when it does not occur. */
export function placeOf(text: string, part: string, budget: Budget): number {
  charge(text, part, budget)
  return part.length <= LONGEST_PART ? text.indexOf(part) : new LongPattern(part).placeIn(text, 0)
}

/** What stands between the parts, and no more pieces than `most`. */
export function piecesBetween(text: string, part: string, most: number, budget: Budget): readonly string[] {
  charge(text, part, budget)
  if (part.length <= LONGEST_PART) return text.split(part, most)
  const pattern = new LongPattern(part)
  const pieces: string[] = []
  let from = 0
  for (let place = pattern.placeIn(text, 0); place !== -1 && pieces.length < most; place = pattern.placeIn(text, from)) {
    pieces.push(text.slice(from, place))
    from = place + part.length
  }
  pieces.push(text.slice(from))
  return pieces.slice(0, most)
}

/** Even where each is quick, looking for a place takes longer than reading on. */
const READINGS_A_SEARCH = 4

const charge = (text: string, part: string, budget: Budget): void => budget.read((text.length + part.length) * READINGS_A_SEARCH)
