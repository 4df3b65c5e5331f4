import type { Content } from '../../../engine/contract/content'

/** What a model answered, as steps of the kind `llm` give it out. */
export interface Reply {
  readonly text: string
  /** The value that a schema was given for; null when none was. */
  readonly value: unknown
  readonly model: string
  readonly finish: string
}

/** The reply in an output; null when it is something else. */
export function replyIn(output: Content): Reply | null {
  if (output.kind !== 'json') return null
  const given: unknown = output.value
  if (typeof given !== 'object' || given === null || !('text' in given) || typeof given.text !== 'string') return null
  const model = 'model' in given && typeof given.model === 'string' ? given.model : ''
  const finish = 'finish' in given && typeof given.finish === 'string' ? given.finish : ''
  return model === '' ? null : { text: given.text, value: 'value' in given ? given.value : null, model, finish }
}
