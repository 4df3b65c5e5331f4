import type { Json } from '../../contract/json'
import { EngineError } from '../../core/shared/engine-error'
import { parseJson } from '../json/parse-json'

/** auto: what its content type says, with text for all that is not JSON. */
export const REPLY_FORMS = ['auto', 'json', 'text', 'base64'] as const
export type ReplyForm = (typeof REPLY_FORMS)[number]

export interface ReplyContent {
  readonly bytes: Buffer
  /** Its content type; empty when it has none. */
  readonly type: string
  /** For sentences. */
  readonly host: string
}

/** The content of a reply as a value; null when there is none. Throws `response_invalid` for JSON that is none. */
export function replyValue({ bytes, type, host }: ReplyContent, form: ReplyForm): Json {
  if (bytes.length === 0 && form !== 'text') return null
  if (form === 'base64') return bytes.toString('base64')
  const text = decoded(bytes, type)
  if (form === 'text' || (form === 'auto' && !/^application\/(?:[\w.+-]+\+)?json\b/i.test(type))) return text
  try {
    return parseJson(text, `The reply of ${host}`)
  } catch (thrown) {
    throw thrown instanceof EngineError ? new EngineError('response_invalid', thrown.message, { cause: thrown }) : thrown
  }
}

/** In the character set that the content type names, when it is one; otherwise as UTF-8. */
function decoded(bytes: Buffer, type: string): string {
  const name = /;\s*charset="?([\w.:-]{1,40})/i.exec(type)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(name).decode(bytes)
  } catch {
    return new TextDecoder().decode(bytes)
  }
}
