import type { Json } from '../../contract/json'
import { toEngineError } from '../../core/shared/engine-error'
import type { DocumentPool } from '../../connectors/documents/document-pool'
import { parseJson } from '../../connectors/json/parse-json'
import { isLight } from '../validate/is-light'
import { faultsOf } from './conversation'
import type { ReplySchema } from './llm-config'

export type ReadValue = { readonly value: Json } | { readonly faults: readonly string[] }

const FENCED = /^```(?:json)?[ \t]*\n([\s\S]*?)\n?```$/

/** The value that a reply holds, fences around it or not; or what keeps it from being one that fits. */
export async function readValue(text: string, { schema, check }: ReplySchema, threads: DocumentPool, signal: AbortSignal): Promise<ReadValue> {
  const read = parsed(text)
  if (!('value' in read)) return read
  const rules = { schema, rows: null }
  const found = check !== null && isLight(read.value, rules, check.patternParts) ? check(read.value) : await threads.check(read.value, rules, signal)
  return found.total === 0 ? read : { faults: faultsOf(found) }
}

function parsed(text: string): ReadValue {
  const bare = text.trim()
  try {
    return { value: parseJson(FENCED.exec(bare)?.[1] ?? bare, 'The reply') }
  } catch (thrown) {
    return { faults: [toEngineError(thrown).message] }
  }
}
