import { modelEntry, type ModelEntry } from '../contract/model'
import { EngineError } from '../core/shared/engine-error'
import type { Json } from '../contract/json'
import type { Models, ReadyModel } from '../ports/models'
import type { ReadStores } from '../ports/read-stores'
import type { Secrets } from '../ports/secrets'
import type { Transaction } from '../ports/unit-of-work'
import { requireSecret } from './secrets'
import { storedSetting } from './stored-setting'

const SETTING = 'models'
const MAX_MODELS = 200

export async function readRoster(read: Pick<ReadStores, 'setting'>): Promise<readonly ModelEntry[]> {
  return roster(await read.setting(SETTING))
}

const roster = (stored: Json | null): readonly ModelEntry[] => storedSetting('the models', stored, modelEntry.array(), [])

/** Throws `model_not_found` when there is nothing of the name to replace, `secret_not_found`, `request_invalid`. */
export async function saveModel(tx: Transaction, { model, replaces }: { model: ModelEntry; replaces?: string | undefined }, now: number): Promise<ModelEntry> {
  const before = roster(await tx.settings.get(SETTING))
  if (replaces !== undefined && !has(before, replaces)) throw notFound(replaces, before)
  if (replaces !== undefined && replaces !== model.name && has(before, model.name)) throw new EngineError('request_invalid', `There is a model "${model.name}" already. Choose another name, or change that one.`)
  if (model.apiKey !== null) await requireSecret(tx, model.apiKey)
  const others = before.filter(({ name }) => name !== (replaces ?? model.name))
  if (others.length >= MAX_MODELS) throw new EngineError('request_invalid', `There are ${MAX_MODELS} models already, and no more are possible. Remove one first.`)
  await tx.settings.put(SETTING, [...others, model].sort((a, b) => (a.name < b.name ? -1 : 1)), now)
  return model
}

/** Throws `model_not_found`. */
export async function removeModel(tx: Transaction, name: string, now: number): Promise<void> {
  const before = roster(await tx.settings.get(SETTING))
  if (!has(before, name)) throw notFound(name, before)
  await tx.settings.put(
    SETTING,
    before.filter((model) => model.name !== name),
    now,
  )
}

/** The roster as steps use it, read anew each time. */
export function modelsOf({ read, secrets }: { read: Pick<ReadStores, 'setting'>; secrets: Secrets }): Models {
  return {
    async get(name) {
      const models = await readRoster(read)
      const model = models.find((each) => each.name === name)
      if (model === undefined) throw notFound(name, models)
      return readyModel(model, secrets)
    },
  }
}

/** With its key. Throws `secret_not_found`, `vault_locked`. */
export async function readyModel({ apiKey, ...model }: ModelEntry, secrets: Secrets): Promise<ReadyModel> {
  return { ...model, key: apiKey === null ? null : await secrets.reveal(apiKey) }
}

const has = (models: readonly ModelEntry[], name: string): boolean => models.some((model) => model.name === name)

const MAX_NAMED = 10

function notFound(name: string, models: readonly ModelEntry[]): EngineError {
  const names = models.map((model) => model.name)
  const there = names.length === 0 ? 'No models have been added yet' : `There ${names.length === 1 ? 'is' : 'are'} ${names.slice(0, MAX_NAMED).join(', ')}${names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : ''}`
  return new EngineError('model_not_found', `There is no model "${name}". ${there}; add it under Models in the settings.`, { details: { model: name, models: names } })
}
