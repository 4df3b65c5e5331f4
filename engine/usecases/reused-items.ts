import type { Json } from '../contract/json'
import { canonicalJson } from '../core/shared/canonical-json'
import { readJson } from '../core/shared/read-json'

/** Whether an item is the one that an earlier run had at its place, which is given as JSON. */
export function isSameItem(item: Json, earlier: string): boolean {
  if (JSON.stringify(item) === earlier) return true
  const value = readJson(earlier)
  return value !== undefined && canonicalJson(value) === canonicalJson(item)
}
