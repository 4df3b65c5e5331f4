import { json, type Json } from '../../../engine/contract/json'

/** A value as it is edited: a text as it is, anything else as JSON. */
export interface EditedValue {
  readonly text: string
  readonly asText: boolean
}

export const toEdit = (value: Json): EditedValue => (typeof value === 'string' ? { text: value, asText: true } : { text: JSON.stringify(value, null, 2), asText: false })

/** What was written, or why it is no value. */
export function readEdited({ text, asText }: EditedValue): { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly because: string } {
  if (asText) return { ok: true, value: text }
  try {
    return { ok: true, value: json.parse(JSON.parse(text)) }
  } catch (thrown) {
    return { ok: false, because: `This is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}` }
  }
}

export const isSame = (a: Json, b: Json): boolean => JSON.stringify(a) === JSON.stringify(b)
