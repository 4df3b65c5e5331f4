import { jsonFault, MAX_JSON_DEPTH } from '../../contract/json-bounds'
import type { Json } from '../../contract/json'
import type { ValueRuleSources } from '../../connectors/json/check-value'

/** Characters of values that are checked at once: each of these bounds comes to some milliseconds. */
const PLAIN = 64 * 1024
/** Patterns and formats take up to a thousand times as long for each character. */
const WITH_PATTERNS = 4 * 1024
/** Characters of the value times those of the rules: each rule may meet each value. */
const MEETINGS = 4 * 1024 * 1024

/** Characters of the value times the parts of all patterns, each of which may be held against each. */
const PATTERN_MEETINGS = 1024 * 1024

/** Characters of a schema that is made into a check at once; more takes a second and longer. */
const SMALL_SCHEMA = 16 * 1024

export function sizeOfSchema(schema: Json, largest: number): 'small' | 'large' | 'too_large' {
  if (jsonFault(schema, { depth: MAX_JSON_DEPTH, characters: SMALL_SCHEMA }) === null) return 'small'
  return jsonFault(schema, { depth: MAX_JSON_DEPTH, characters: largest }) === null ? 'large' : 'too_large'
}

/** Whether a value can be checked on the engine's own thread without anyone noticing. `patternParts`: of all patterns of the rules. */
export function isLight(value: Json, sources: ValueRuleSources, patternParts: number): boolean {
  const rules = JSON.stringify(sources)
  // What refers to itself can take time without bounds, however small the value.
  if (/"\$(?:ref|dynamicRef|recursiveRef)"/.test(rules)) return false
  const most = /"pattern|"format"/.test(rules) ? WITH_PATTERNS : PLAIN
  return jsonFault(value, { depth: Number.POSITIVE_INFINITY, characters: Math.min(most, MEETINGS / rules.length, PATTERN_MEETINGS / patternParts) }) === null
}

/** Characters of texts that are screened at once: some milliseconds. */
const SCREENED_AT_ONCE = 4 * 1024

/** Whether the texts of a value can be screened on the engine's own thread; one that nests deeper than screening can follow is not for it. */
export const isShort = (value: Json): boolean => jsonFault(value, { depth: MAX_JSON_DEPTH, characters: SCREENED_AT_ONCE }) === null
