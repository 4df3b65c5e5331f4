import { modelEntry, type ModelEntry } from '../contract/model'
import type { Models, ReadyModel } from '../ports/models'
import type { ReadStores } from '../ports/read-stores'
import type { Secrets } from '../ports/secrets'
import type { Transaction } from '../ports/unit-of-work'
import { Roster } from './roster'

const roster = new Roster<ModelEntry>({ setting: 'models', noun: 'model', entries: modelEntry.array(), most: 200, notFound: 'model_not_found', place: 'under Models in the settings' })

export const readRoster = (read: Pick<ReadStores, 'setting'>): Promise<readonly ModelEntry[]> => roster.read(read)

/** Throws `model_not_found` when there is nothing of the name to replace, `secret_not_found`, `request_invalid`. */
export const saveModel = (tx: Transaction, { model, replaces }: { readonly model: ModelEntry; readonly replaces?: string | undefined }, now: number): Promise<ModelEntry> =>
  roster.save(tx, { entry: model, replaces }, now)

/** Throws `model_not_found`. */
export const removeModel = (tx: Transaction, name: string, now: number): Promise<void> => roster.remove(tx, name, now)

/** The roster as steps use it, read anew each time. */
export function modelsOf({ read, secrets }: { read: Pick<ReadStores, 'setting'>; secrets: Secrets }): Models {
  return {
    get: async (name) => readyModel(roster.require(name, await readRoster(read)), secrets),
  }
}

/** With its key. Throws `secret_not_found`, `vault_locked`. */
export async function readyModel({ apiKey, requestsPerMinute: _requests, tokensPerMinute: _tokens, ...model }: ModelEntry, secrets: Secrets): Promise<ReadyModel> {
  return { ...model, key: apiKey === null ? null : await secrets.reveal(apiKey) }
}
