import * as z from 'zod'
import { time } from './json'

/** How a pipeline names it: `${{ secrets.OPENAI_KEY }}`. */
export const secretName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'A name of a secret is at most 64 letters, digits and underscores, and does not begin with a digit.')

/** Shorter ones could not be told from ordinary words, and would be neither found nor masked. */
export const MIN_SECRET_LENGTH = 8
export const MAX_SECRET_LENGTH = 16 * 1024

/** What may be known of a secret: all but its value, which never leaves the engine. */
export const secretInfo = z.object({ name: secretName, createdAt: time, updatedAt: time })
export type SecretInfo = z.infer<typeof secretInfo>

/**
 * Where the key lies that the secrets are encrypted with. keychain: with the system, which gives it to this person alone.
 * obfuscated: with the system, which has no keyring here, so that whoever reads the file can read the key. file: in a file
 * that only its owner may read. environment: given by whoever started the engine.
 */
export const VAULT_PROTECTIONS = ['keychain', 'obfuscated', 'file', 'environment'] as const
export const vaultProtection = z.enum(VAULT_PROTECTIONS)
export type VaultProtection = z.infer<typeof vaultProtection>

/** locked: there are secrets, and the key at hand is not the one that they were encrypted with. */
export const vaultState = z.object({ protection: vaultProtection, locked: z.boolean() })
export type VaultState = z.infer<typeof vaultState>
