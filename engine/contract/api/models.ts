import * as z from 'zod'
import { command, query } from '../define-api'
import { modelEntry, modelName, modelTest } from '../model'

export const modelsApi = {
  /** The roster, by name. */
  list: query().output(z.object({ models: z.array(modelEntry) })),
  /** Adds an entry, or replaces the one of the same name (or of `replaces`, which may change its name). Throws `model_not_found`, `secret_not_found`, `request_invalid`. */
  save: command('admin').input(z.object({ model: modelEntry, replaces: modelName.optional() })).output(modelEntry),
  /** Throws `model_not_found`. Runs that name it fail from then on. */
  remove: command('admin').input(z.object({ name: modelName })).output(z.object({ removed: z.literal(true) })),
  /** Asks a model for a word, saved or not, and for a vector when it does not chat; tells what came of it, and gives up after 20 s. Throws `secret_not_found`, `vault_locked`. */
  test: command('admin').input(z.object({ model: modelEntry })).output(modelTest),
}
