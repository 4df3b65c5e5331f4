import { createHash } from 'node:crypto'
import type { Json } from '../contract/json'

/** SHA-256 (hex) of a value's JSON with keys in order, so that equal values have equal hashes however they were written. */
export function canonicalHash(value: Json): string {
  return createHash('sha256').update(JSON.stringify(sorted(value))).digest('hex')
}

function sorted(value: Json): Json {
  if (value === null || typeof value !== 'object') return value
  if (isList(value)) return value.map(sorted)
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key] ?? null)]))
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
