import * as z from 'zod'
import { bearer, under } from '../llm/chat'
import { count, MalformedReply, readPiece } from '../llm/reply-json'
import type { EmbeddingProvider } from './embedding-provider'
import { list } from './list'

/** OpenAI's embeddings, which most servers of models speak. */
export const openaiEmbeddings: EmbeddingProvider = {
  request: (model, { texts, dimensions }) => ({
    url: under(model.baseUrl, '/embeddings'),
    headers: bearer(model),
    body: { model: model.model, input: [...texts], ...(dimensions !== undefined && { dimensions }) },
  }),
  read: (text) => {
    const { data, usage } = readPiece(text, reply)
    return { vectors: inOrder(data), inputTokens: usage?.prompt_tokens ?? null }
  },
}

const reply = z.object({
  data: z.array(z.object({ index: z.int().min(0).nullish(), embedding: list })),
  usage: z.object({ prompt_tokens: count }).nullish(),
})

type Numbered = z.output<typeof reply>['data']

/** By their numbers, where they have some: the protocol does not promise that they come in order. */
function inOrder(data: Numbered): (readonly unknown[])[] {
  if (data.every(({ index }) => index == null)) return data.map(({ embedding }) => embedding)
  const ordered: (readonly unknown[] | undefined)[] = Array.from({ length: data.length })
  for (const { index, embedding } of data) {
    if (index == null || index >= data.length || ordered[index] !== undefined) throw new MalformedReply('the numbers of its vectors have gaps or repeat')
    ordered[index] = embedding
  }
  return ordered.filter((each) => each !== undefined)
}
