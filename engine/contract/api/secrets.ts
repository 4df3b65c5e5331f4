import * as z from 'zod'
import { command, query } from '../define-api'
import { MAX_SECRET_LENGTH, MIN_SECRET_LENGTH, secretInfo, secretName, vaultState } from '../secret'

export const secretsApi = {
  /** Their names, and how the vault is protected; never a value. */
  list: query().output(z.object({ secrets: z.array(secretInfo), vault: vaultState })),
  /** Keeps a value, encrypted, in place of what the name had. Throws `vault_locked`. */
  save: command('admin')
    .input(z.object({ name: secretName, value: z.string().min(MIN_SECRET_LENGTH, `A secret has at least ${MIN_SECRET_LENGTH} characters: shorter ones could not be masked.`).max(MAX_SECRET_LENGTH) }))
    .output(secretInfo),
  /** Throws `secret_not_found`. Steps that name it fail from then on. */
  remove: command('admin').input(z.object({ name: secretName })).output(z.object({ removed: z.literal(true) })),
}
