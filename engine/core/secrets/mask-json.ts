import type { ErrorInfo } from '../../contract/errors'
import type { Json, JsonObject } from '../../contract/json'

/** As much of a masker as this needs. */
export interface Masking {
  readonly isIdle: boolean
  mask(text: string): string
}

/**
 * The value with secrets masked in every text, key and number, however deep; the very same value when there are none.
 * Keys that look alike once they are masked are numbered.
 */
export function maskJson(value: Json, masker: Masking): Json {
  return masker.isIdle ? value : masked(value, masker)
}

/** Message and details. The code stays. */
export function maskError(error: ErrorInfo, masker: Masking): ErrorInfo {
  if (masker.isIdle) return error
  const { code, message, details } = error
  return { code, message: masker.mask(message), ...(details !== undefined && { details: { ...maskedMap(details, masker) } }) }
}

/** Where a secret stands (dot separated, empty for the value itself); null when nowhere. */
export function findSecret(value: Json, masker: Masking): string | null {
  return masker.isIdle ? null : found(value, masker, '')
}

function masked(value: Json, masker: Masking): Json {
  if (typeof value === 'string') return masker.mask(value)
  if (typeof value === 'number') return maskedNumber(value, masker)
  if (typeof value !== 'object' || value === null) return value
  return isList(value) ? maskedList(value, masker) : maskedMap(value, masker)
}

/** A secret of digits may be printed as a number, which then becomes text. */
function maskedNumber(value: number, masker: Masking): Json {
  const text = String(value)
  const shown = masker.mask(text)
  return shown === text ? value : shown
}

function maskedList(list: readonly Json[], masker: Masking): readonly Json[] {
  let changed = false
  const items = list.map((item) => {
    const shown = masked(item, masker)
    changed ||= shown !== item
    return shown
  })
  return changed ? items : list
}

function maskedMap(map: JsonObject, masker: Masking): JsonObject {
  let changed = false
  const entries = new Map<string, Json>()
  const numbers = new Map<string, number>()
  for (const [key, item] of Object.entries(map)) {
    const shownKey = masker.mask(key)
    const shown = masked(item, masker)
    changed ||= shownKey !== key || shown !== item
    entries.set(free(shownKey, entries, numbers), shown)
  }
  return changed ? Object.fromEntries(entries) : map
}

/** `numbers` remembers how far each key got: to count from 2 each time takes minutes where thousands look alike. */
function free(key: string, taken: ReadonlyMap<string, Json>, numbers: Map<string, number>): string {
  if (!taken.has(key)) return key
  let number = numbers.get(key) ?? 2
  while (taken.has(`${key} ${number}`)) number++
  numbers.set(key, number + 1)
  return `${key} ${number}`
}

function found(value: Json, masker: Masking, path: string): string | null {
  if (typeof value === 'string' || typeof value === 'number') return masker.mask(String(value)) === String(value) ? null : path
  if (typeof value !== 'object' || value === null) return null
  for (const [key, item] of Object.entries(value)) {
    if (masker.mask(key) !== key) return path
    const place = found(item, masker, path === '' ? key : `${path}.${key}`)
    if (place !== null) return place
  }
  return null
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
