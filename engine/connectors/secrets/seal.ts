import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { VaultKey } from './vault-key'

// AES-256-GCM with a random nonce; a vault would need billions of writes under one key for two of them to meet. The
// secret's name is authenticated with it, so that rows cannot be exchanged. Stored as `v1.<nonce>.<ciphertext and tag>`.

const CIPHER = 'aes-256-gcm'
const VERSION = 'v1'
const NONCE_BYTES = 12
const TAG_BYTES = 16

export function seal(key: VaultKey, name: string, value: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key.bytes, nonce, { authTagLength: TAG_BYTES }).setAAD(authenticated(name))
  const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return [VERSION, nonce.toString('base64url'), sealed.toString('base64url')].join('.')
}

/** Null when this is not what was sealed with this key under this name. */
export function unseal(key: VaultKey, name: string, sealed: string): string | null {
  const [version, nonceText = '', dataText = '', ...more] = sealed.split('.')
  const nonce = Buffer.from(nonceText, 'base64url')
  const data = Buffer.from(dataText, 'base64url')
  if (version !== VERSION || more.length > 0 || nonce.length !== NONCE_BYTES || data.length < TAG_BYTES) return null
  const decipher = createDecipheriv(CIPHER, key.bytes, nonce, { authTagLength: TAG_BYTES }).setAAD(authenticated(name)).setAuthTag(data.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(data.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    // The tag does not fit, and OpenSSL says no more than that.
    return null
  }
}

const authenticated = (name: string) => Buffer.from(`signalbox secret ${VERSION} ${name}`)
