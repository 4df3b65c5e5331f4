import type { EngineClient } from '../../engine/client/create-client'

/** Where the relative paths of the engine's pipelines start, as it knows them at the moment of asking. */
export class PipelineFolders {
  #client: EngineClient | null = null

  attached(client: EngineClient): void {
    this.#client = client
  }

  /** One after the other: whoever has found what they look for asks no further. None while there is no engine to ask. */
  async *all(): AsyncGenerator<string> {
    if (this.#client === null) return
    const { items } = await this.#client.pipelines.list()
    for (const { id } of items) {
      // One that was removed meanwhile has no folder any more.
      const pipeline = await this.#client.pipelines.get({ pipeline: id }).catch(() => null)
      if (pipeline !== null) yield pipeline.folder
    }
  }
}
