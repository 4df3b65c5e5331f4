import type { Json } from '../../contract/json'

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

/** What a reply holds at a place, such as `job.id` or `items.0.url`; undefined when there is nothing. */
export function readPlace(reply: Json, place: string): Json | undefined {
  let here: Json | undefined = reply
  for (const key of place.split('.')) {
    if (here === undefined || here === null || typeof here !== 'object') return undefined
    if (isList(here)) here = /^\d{1,9}$/.test(key) ? here[Number(key)] : undefined
    else here = Object.hasOwn(here, key) ? here[key] : undefined
  }
  return here
}

/** The same as a text; null for what is no text, number or truth value. */
export function textAt(reply: Json, place: string): string | null {
  const value = readPlace(reply, place)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}
