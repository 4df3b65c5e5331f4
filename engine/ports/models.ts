import type { ModelEntry, ModelTest } from '../contract/model'

/** A model with the key to it. */
export interface ReadyModel extends Omit<ModelEntry, 'apiKey' | 'requestsPerMinute' | 'tokensPerMinute'> {
  readonly key: string | null
}

/** The roster, as steps use it. */
export interface Models {
  /** Throws `model_not_found` (with the names that there are), `secret_not_found`, `vault_locked`. */
  get(name: string): Promise<ReadyModel>
}

/** Asks a model for a word and tells what came of it; gives up by itself. Throws only the reason of the signal. */
export type TryModel = (model: ReadyModel, signal: AbortSignal) => Promise<ModelTest>
