import type { JsonObject } from '../../contract/json'
import type { ReadyModel } from '../../ports/models'

/** What a model is to make embeddings of. */
export interface EmbeddingRequest {
  readonly texts: readonly string[]
  /** Of each vector, where the model can choose; its own unless given. */
  readonly dimensions?: number | undefined
}

export interface EmbeddingReply {
  /** In the order of the texts. Lists of whatever the provider sent. */
  readonly vectors: readonly (readonly unknown[])[]
  /** As the provider counted; null when it said nothing. */
  readonly inputTokens: number | null
}

/** How to ask one kind of provider for embeddings. */
export interface EmbeddingProvider {
  request(model: ReadyModel, asked: EmbeddingRequest): { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: JsonObject }
  /** Throws `MalformedReply` when the JSON is not what such providers send. */
  read(text: string): EmbeddingReply
}
