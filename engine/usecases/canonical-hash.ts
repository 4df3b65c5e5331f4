import { createHash } from 'node:crypto'
import type { Json } from '../contract/json'
import { canonicalJson } from '../core/shared/canonical-json'

/** SHA-256 (hex) of a text. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Of a value's JSON with keys in order, so that equal values have equal hashes however they were written. */
export const canonicalHash = (value: Json): string => sha256(canonicalJson(value))
