import type { SecretInfo, VaultState } from '../contract/secret'

/** The values behind `${{ secrets.NAME }}`. They are held in memory alone, and every text that leaves a step passes `mask`. */
export interface Secrets {
  /** Throws `secret_not_found`, `vault_locked`. */
  reveal(name: string): Promise<string>
  /** For the secrets there are now; take it anew for each attempt. */
  masker(): Masker
}

/** The secrets, as whoever manages them sees them: everything but the values. */
export interface Vault extends Secrets {
  readonly state: VaultState
  /** By name. */
  list(): readonly SecretInfo[]
  /** Durable when it resolves. Throws `vault_locked`, `request_invalid`. */
  save(name: string, value: string): Promise<SecretInfo>
  /** Possible while the vault is locked. Throws `secret_not_found`. */
  remove(name: string): Promise<void>
}

/**
 * Finds the values of secrets in text and puts `•••` in their place: as they are, and as base64, base64url, URL-encoded, hex and
 * JSON-escaped text.
 */
export interface Masker {
  /** True when there is nothing to look for: callers may leave text as it is. */
  readonly isIdle: boolean
  mask(text: string): string
  /** For text that comes in pieces: what may be the beginning of a secret is held back until the next piece, or the end. */
  stream(): MaskStream
}

export interface MaskStream {
  push(text: string): string
  end(): string
}
