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
  return part.length <= LONGEST_PART ? text.indexOf(part) : (placesOf(text, part).next().value ?? -1)
}

/** What stands between the parts, and no more pieces than `most`. */
export function piecesBetween(text: string, part: string, most: number, budget: Budget): readonly string[] {
  charge(text, part, budget)
  if (part.length <= LONGEST_PART) return text.split(part, most)
  const pieces: string[] = []
  let from = 0
  for (const place of placesOf(text, part)) {
    pieces.push(text.slice(from, place))
    from = place + part.length
  }
  pieces.push(text.slice(from))
  return pieces
}

/** Even where each is quick, looking for a place takes longer than reading on. */
const READINGS_A_SEARCH = 4

const charge = (text: string, part: string, budget: Budget): void => budget.read((text.length + part.length) * READINGS_A_SEARCH)

/** Of a long part, without overlaps. */
function* placesOf(text: string, part: string): Generator<number, undefined> {
  const pattern = new LongPattern(part)
  let length = 0
  for (let at = 0; at < text.length; at++) {
    length = pattern.next(length, text.charCodeAt(at))
    if (length < part.length) continue
    yield at + 1 - length
    length = 0
  }
}
