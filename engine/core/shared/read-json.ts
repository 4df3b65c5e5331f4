import * as z from 'zod'
import type { Json } from '../../contract/json'

/** JSON.parse gives nothing but JSON, so there is nothing left to check. */
const whatJsonHolds = z.custom<Json>()

/** The value that a JSON text holds; undefined when it is not JSON. */
export function readJson(text: string): Json | undefined {
  try {
    return whatJsonHolds.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
