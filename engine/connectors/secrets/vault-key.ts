import { createHash } from 'node:crypto'
import type { VaultProtection } from '../../contract/secret'

export const KEY_BYTES = 32

/** What secrets are encrypted with. */
export interface VaultKey {
  readonly bytes: Uint8Array
  /** Tells keys apart, and nothing about them: it is stored beside what they encrypt. */
  readonly id: string
  readonly protection: VaultProtection
}

/** From bytes, or from base64 of them; null unless there are 32. */
export function vaultKeyOf(key: Uint8Array | string, protection: VaultProtection): VaultKey | null {
  const bytes = typeof key === 'string' ? fromBase64(key) : key
  if (bytes?.byteLength !== KEY_BYTES) return null
  const id = createHash('sha256').update('signalbox vault key id\0').update(bytes).digest('hex').slice(0, 32)
  return { bytes, id, protection }
}

/** Node reads base64 as far as it goes; a key that was cut or mistyped must not pass for a shorter one. */
function fromBase64(text: string): Uint8Array | null {
  const trimmed = text.trim()
  return /^[A-Za-z0-9+/_-]*={0,2}$/.test(trimmed) ? Buffer.from(trimmed, 'base64') : null
}
