import type { ModelProvider } from '../../engine/contract/model'
import { wordsOf } from '../../engine/testing/model-server/read-request'
import { sampleReply } from '../../engine/testing/model-server/sample-reply'
import { type Wire, wireOf } from '../../engine/testing/model-server/wire'

const PROMPT = 'The tide mill stands at the mouth of the creek. Its wheel has not turned since the great storm. Who is to mend it?'

/** One question to one model: what is faulty comes once more, at once. */
export const ASK = `name: ask
description: One question to one model
inputs:
  model: { type: string }
  idle_ms: { type: integer, default: 20000 }
steps:
  - id: ask
    uses: llm
    retry: { attempts: 2, delay: 10ms, jitter: none }
    with:
      model: "\${{ inputs.model }}"
      idle_timeout_ms: "\${{ inputs.idle_ms }}"
      prompt: ${PROMPT}
`

/** What the server answers, word by word. */
export const REPLY = sampleReply(PROMPT, null)
export const REPLY_WORDS = wordsOf(REPLY)

/** The bytes of that answer, as a provider sends them when the model is called so. */
export const wireFor = (provider: ModelProvider, model: string): Wire =>
  wireOf(provider, { pieces: REPLY_WORDS, model, inputTokens: wordsOf(PROMPT).length, outputTokens: REPLY_WORDS.length, finish: 'stop', usage: true })
