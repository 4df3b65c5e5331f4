import * as z from 'zod'
import { bearer, under } from '../llm/chat'
import { count, readPiece } from '../llm/reply-json'
import type { EmbeddingProvider } from './embedding-provider'
import { list } from './list'

/** Ollama's own embeddings. It would cut a text that is too long for the model without a word, so it is told not to. */
export const ollamaEmbeddings: EmbeddingProvider = {
  request: (model, { texts, dimensions }) => ({
    url: under(model.baseUrl, '/api/embed'),
    headers: bearer(model),
    body: { model: model.model, input: [...texts], truncate: false, ...(dimensions !== undefined && { dimensions }) },
  }),
  read: (text) => {
    const { embeddings, prompt_eval_count: inputTokens } = readPiece(text, reply)
    return { vectors: embeddings, inputTokens: inputTokens ?? null }
  },
}

const reply = z.object({ embeddings: z.array(list), prompt_eval_count: count })
