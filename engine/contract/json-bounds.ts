/** Deeper values end the stack of whatever walks them next. */
export const MAX_JSON_DEPTH = 200

export interface JsonBounds {
  /** Lists and maps inside one another. */
  readonly depth: number
  /** Of the JSON text, without what escapes add. */
  readonly characters: number
}

/**
 * What keeps a value from being JSON within bounds; null when nothing does. Takes nothing of the stack, however deep the
 * value is, and stops where it leaves the bounds, however large it is. What is no JSON is told last.
 */
export function jsonFault(value: unknown, bounds: JsonBounds): 'too_deep' | 'too_large' | 'not_json' | null {
  let isJson = true
  let left = bounds.characters
  const waiting: object[] = []
  const depths: number[] = []
  const take = (each: unknown, depth: number): void => {
    if (typeof each === 'object' && each !== null) {
      waiting.push(each)
      depths.push(depth)
    } else {
      left -= lengthOf(each)
      isJson &&= isScalar(each)
    }
  }
  take(value, 1)
  for (let next = waiting.pop(); next !== undefined && left >= 0; next = waiting.pop()) {
    const depth = depths.pop() ?? 1
    if (depth > bounds.depth) return 'too_deep'
    left -= 2
    if (Array.isArray(next)) {
      const items: readonly unknown[] = next
      left -= items.length
      // Each holds a character at least: a list that is too long for that need not be walked.
      if (items.length <= left + 1) for (const each of items) take(each, depth + 1)
      else left = -1
    } else {
      isJson &&= isPlain(next)
      for (const [key, each] of Object.entries(next)) {
        left -= key.length + 4
        take(each, depth + 1)
      }
    }
  }
  if (left < 0) return 'too_large'
  return isJson ? null : 'not_json'
}

/** Whether lists and maps lie inside one another more than `limit` times. */
export const nestsDeeperThan = (value: unknown, limit: number): boolean => jsonFault(value, { depth: limit, characters: Number.POSITIVE_INFINITY }) === 'too_deep'

const isScalar = (value: unknown): boolean => value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)

function lengthOf(scalar: unknown): number {
  if (typeof scalar === 'string') return scalar.length + 2
  return typeof scalar === 'number' ? String(scalar).length : 4
}

/** A map and not an instance of some class, of whichever realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
