import type { Json } from '../../contract/json'

/** Characters of a value that are written at a stretch, without what escapes add. */
export const PIECE = 64 * 1024

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff

/**
 * What JSON.stringify gives, in pieces: so that a large value is neither written at one stretch nor held as text. Not for
 * values that nest deeper than the stack is.
 */
export function* jsonPieces(value: Json): Generator<string, undefined> {
  if (typeof value === 'object' && value !== null && weigh(value) >= PIECE)
    yield* isList(value) ? partPieces(value, asList) : partPieces(Object.entries(value), asMap)
  else if (typeof value === 'string' && value.length > PIECE) yield* textPieces(value)
  else yield JSON.stringify(value)
}

/** A character of two halves is not divided: each half alone would be escaped. */
function* textPieces(text: string): Generator<string, undefined> {
  yield '"'
  for (let start = 0; start < text.length;) {
    const end = start + PIECE
    const whole = isHighSurrogate(text.charCodeAt(end - 1)) ? end + 1 : end
    yield JSON.stringify(text.slice(start, whole)).slice(1, -1)
    start = whole
  }
  yield '"'
}

/** How the parts of a list, or of a map, are written. */
interface Writing<Part> {
  readonly brackets: string
  /** With its brackets. */
  readonly textOf: (parts: Part[]) => string
  /** What stands ahead of a part's value. */
  readonly nameOf: (part: Part) => string
  readonly valueOf: (part: Part) => Json
}

const asList: Writing<Json> = { brackets: '[]', textOf: (items) => JSON.stringify(items), nameOf: () => '', valueOf: (item) => item }
const asMap: Writing<[string, Json]> = {
  brackets: '{}',
  textOf: (entries) => JSON.stringify(Object.fromEntries(entries)),
  nameOf: ([key]) => `${JSON.stringify(key)}:`,
  valueOf: ([, value]) => value,
}

/** Small parts are written many at once, and each large one in pieces of its own. */
function* partPieces<Part>(parts: Iterable<Part>, { brackets, textOf, nameOf, valueOf }: Writing<Part>): Generator<string, undefined> {
  let comma = ''
  let batch: Part[] = []
  let weight = 0
  const written = () => {
    const text = `${comma}${textOf(batch).slice(1, -1)}`
    comma = ','
    batch = []
    weight = 0
    return text
  }
  yield brackets.slice(0, 1)
  for (const part of parts) {
    const own = nameOf(part).length + weigh(valueOf(part))
    if (batch.length > 0 && (own >= PIECE || weight + own > PIECE)) yield written()
    if (own < PIECE) {
      batch.push(part)
      weight += own
    } else {
      yield `${comma}${nameOf(part)}`
      comma = ','
      yield* jsonPieces(valueOf(part))
    }
  }
  if (batch.length > 0) yield written()
  yield brackets.slice(1)
}

/** Characters of its JSON, roughly; looks no further when they are so many. */
export function weigh(value: Json, enough = PIECE): number {
  let weight = 0
  const waiting: Json[] = [value]
  for (let next = waiting.pop(); next !== undefined && weight < enough; next = waiting.pop()) {
    if (typeof next === 'string') weight += next.length + 2
    else if (typeof next !== 'object' || next === null) weight += 8
    else if (isList(next)) {
      weight += next.length + 2
      if (weight < enough) for (const item of next) waiting.push(item)
    } else {
      for (const [key, item] of Object.entries(next)) {
        weight += key.length + 4
        waiting.push(item)
      }
    }
  }
  return weight
}
