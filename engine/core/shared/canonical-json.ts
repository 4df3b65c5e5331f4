import type { Json } from '../../contract/json'

/** A value's JSON with keys in order: equal values have equal texts however they were written. */
export const canonicalJson = (value: Json): string => JSON.stringify(sorted(value))

function sorted(value: Json): Json {
  if (value === null || typeof value !== 'object') return value
  if (isList(value)) return value.map(sorted)
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key] ?? null)]),
  )
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
