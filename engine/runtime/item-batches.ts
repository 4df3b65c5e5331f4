import type { Json } from '../contract/json'
import { weigh } from '../core/shared/json-pieces'

/** Items stored in one transaction, and characters of theirs: others wait for no more than that. */
const MOST_ITEMS = 500
const MOST_CHARACTERS = 1024 * 1024

/** A list in stretches of which each can be stored in one go; one item alone may be larger than that. */
export function* itemBatches(list: readonly Json[]): Generator<{ readonly start: number; readonly items: readonly Json[] }> {
  let start = 0
  let characters = 0
  for (const [index, item] of list.entries()) {
    const own = weigh(item, MOST_CHARACTERS)
    if (index > start && (index - start === MOST_ITEMS || characters + own > MOST_CHARACTERS)) {
      yield { start, items: list.slice(start, index) }
      start = index
      characters = 0
    }
    characters += own
  }
  if (start < list.length) yield { start, items: list.slice(start) }
}
