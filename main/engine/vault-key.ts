import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import * as z from 'zod'
import type { EngineVaultKey } from './messages'
import type { SystemKeyring } from './system-keyring'

const KEY_BYTES = 32
const base64 = z.base64().min(1)

/** `system`: encrypted by the system's keyring. `none`: as it is, where the system has no way to encrypt. */
const keyFile = z.strictObject({ version: z.literal(1), wrapped: z.enum(['system', 'none']), key: base64 })
type KeyFile = z.infer<typeof keyFile>

/**
 * The key to this desktop's secrets: made the first time, kept in a file that the system's keyring encrypts. Never throws
 * and never replaces a key that it cannot read: the engine then starts with a locked vault, which says why.
 */
export async function openVaultKey(path: string, keyring: SystemKeyring): Promise<EngineVaultKey> {
  try {
    const kept = read(path)
    if (kept === null) return await keep(path, randomBytes(KEY_BYTES).toString('base64'), keyring)
    return kept.wrapped === 'none' ? await keep(path, kept.key, keyring) : await unwrap(path, kept, keyring)
  } catch (error) {
    return { key: null, protection: 'keychain', reason: sentence(path, error instanceof Error ? error.message : String(error)) }
  }
}

/** Null when there is none yet; throws for one that cannot be understood. */
function read(path: string): KeyFile | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  const parsed = keyFile.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  throw new Error('the file is damaged')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Told as a damaged file, like all else that is no key.
    return null
  }
}

async function unwrap(path: string, kept: KeyFile, keyring: SystemKeyring): Promise<EngineVaultKey> {
  if (!(await keyring.isAvailable())) throw new Error('the keyring is locked or not there')
  const data = Buffer.from(kept.key, 'base64')
  const { text, isStale } = await keyring.decrypt(data)
  if (Buffer.from(text, 'base64').length !== KEY_BYTES) throw new Error('what it decrypts to is not a key')
  return isStale ? keep(path, text, keyring) : { key: text, protection: keyring.isObfuscated(data) ? 'obfuscated' : 'keychain', reason: null }
}

/** On disk when it resolves, encrypted as well as can be. */
async function keep(path: string, key: string, keyring: SystemKeyring): Promise<EngineVaultKey> {
  const wrapped = await wrap(key, keyring)
  write(path, wrapped === null ? { version: 1, wrapped: 'none', key } : { version: 1, wrapped: 'system', key: wrapped.toString('base64') })
  if (wrapped === null) return { key, protection: 'file', reason: null }
  return { key, protection: keyring.isObfuscated(wrapped) ? 'obfuscated' : 'keychain', reason: null }
}

/** Null unless the keyring gives back what it was given: a key that only goes in would be lost with the next start. */
async function wrap(key: string, keyring: SystemKeyring): Promise<Buffer | null> {
  if (!(await keyring.isAvailable())) return null
  const wrapped = await keyring.encrypt(key)
  return (await keyring.decrypt(wrapped)).text === key ? wrapped : null
}

/** After a crash the file is the one before or this one, never a part. */
function write(path: string, content: KeyFile): void {
  mkdirSync(dirname(path), { recursive: true })
  const beside = `${path}.new`
  rmSync(beside, { force: true })
  const file = openSync(beside, 'wx', 0o600)
  try {
    writeSync(file, `${JSON.stringify(content)}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(beside, path)
}

const sentence = (path: string, reason: string): string =>
  `The secrets are locked: their key lies in ${path}, protected by the system's keyring, and could not be opened (${reason.replace(/\.$/, '')}). Unlock the keyring and start Signalbox again. If the key is lost for good, move that file away, remove the secrets, and enter them again.`
