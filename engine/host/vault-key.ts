import { randomBytes } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { changeKey, type KeyAtHand, readVaultRecord, SealedVault, type VaultDeps } from '../connectors/secrets/sealed-vault'
import { KEY_BYTES, type VaultKey, vaultKeyOf } from '../connectors/secrets/vault-key'
import type { VaultProtection } from '../contract/secret'
import { EngineError } from '../core/shared/engine-error'
import type { Vault } from '../ports/secrets'

/** A key from the program that hosts the engine; null when it should have one and cannot get at it, for the reason it gives. */
export interface GivenVaultKey {
  /** 32 bytes, or base64 of them. */
  readonly key: Uint8Array | string | null
  readonly protection: VaultProtection
  /** A sentence: why there is no key, and what to do. */
  readonly reason?: string | null | undefined
}

export interface VaultPlace {
  readonly dataFolder: string
  readonly given: GivenVaultKey | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
}

const VAULT_KEY_VARIABLE = 'SIGNALBOX_VAULT_KEY'
const FILE = 'vault.key'

/**
 * Opens the vault with the key of the host program, else of the environment, else of a file in the data folder, which is
 * made when there is nothing to lose. When the secrets were encrypted with a key that comes later in this list and is
 * also at hand, they are encrypted anew with the first. Otherwise the vault is locked, and the engine works without it.
 * Throws `data_folder_unusable` for a key that is none, or a file that others may read.
 */
export async function openVault({ dataFolder, given, environment }: VaultPlace, deps: VaultDeps): Promise<Vault> {
  const file = join(dataFolder, FILE)
  const isEmpty = (await deps.read.secrets()).length === 0
  const keyId = (await readVaultRecord(deps.read))?.keyId ?? null
  const key = keyOfHost(given) ?? keyOfEnvironment(environment) ?? (await keyOfFile(file)) ?? (isEmpty ? await makeKeyFile(file) : NONE)
  if (isEmpty) return SealedVault.open(deps, key)

  const former = idOf(key) === keyId ? null : await formerKey(keyId, [async () => keyOfEnvironment(environment), () => keyOfFile(file)])
  if (former !== null && key.bytes === null) return SealedVault.open(deps, former)
  if (former !== null && key.bytes !== null) {
    await changeKey(deps, former, key)
    deps.logger.info('the secrets were encrypted with another key', { before: former.protection, now: key.protection })
  }
  const vault = await SealedVault.open(deps, key)
  // A plain key beside the database would undo what the better one protects; also after a crash that kept it here.
  if (!vault.state.locked && given !== undefined && key.bytes !== null) await rm(file, { force: true })
  return vault
}

const NONE: KeyAtHand = { bytes: null, protection: 'file', reason: null }

const idOf = (key: KeyAtHand): string | null => (key.bytes === null ? null : key.id)

async function formerKey(keyId: string | null, sources: readonly (() => Promise<VaultKey | null>)[]): Promise<VaultKey | null> {
  for (const read of sources) {
    const key = await read()
    if (key !== null && key.id === keyId) return key
  }
  return null
}

function keyOfHost(given: GivenVaultKey | undefined): KeyAtHand | null {
  if (given === undefined) return null
  const { key, protection, reason = null } = given
  if (key === null) return { bytes: null, protection, reason }
  return vaultKeyOf(key, protection) ?? refuse(`The vault key that the engine was started with does not have ${KEY_BYTES} bytes.`)
}

function keyOfEnvironment(environment: VaultPlace['environment']): VaultKey | null {
  const text = environment[VAULT_KEY_VARIABLE] ?? ''
  if (text === '') return null
  return vaultKeyOf(text, 'environment') ?? refuse(`${VAULT_KEY_VARIABLE} must be ${KEY_BYTES} bytes in base64, as \`openssl rand -base64 ${KEY_BYTES}\` prints them. Mend it or leave it out, and start again.`)
}

async function keyOfFile(file: string): Promise<VaultKey | null> {
  const text = await textOf(file)
  if (text === null) return null
  return vaultKeyOf(text, 'file') ?? refuse(`${file} does not hold a key any more: it should be ${KEY_BYTES} bytes in base64. Put the file back from a backup, or remove it and enter the secrets again.`)
}

/** Null when there is no such file. The mode is that of the file that is read, whatever the name stands for a moment later. */
async function textOf(file: string): Promise<string | null> {
  let handle: FileHandle
  try {
    handle = await open(file, 'r')
  } catch (cause) {
    if (isMissing(cause)) return null
    return refuse(`${file}, the key to the secrets, cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`, cause)
  }
  try {
    const mode = (await handle.stat()).mode & 0o777
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      return refuse(`${file} is the key to the secrets, and others may read it (its mode is ${mode.toString(8)}). Run \`chmod 600\` on it if nobody has, and start again.`)
    }
    return await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}

const isMissing = (thrown: unknown): boolean => thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT'

/** Whole on disk before anything is encrypted with it. */
async function makeKeyFile(file: string): Promise<VaultKey> {
  const beside = `${file}.new`
  await rm(beside, { force: true })
  const handle = await open(beside, 'wx', 0o600)
  try {
    await handle.writeFile(`${randomBytes(KEY_BYTES).toString('base64')}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(beside, file)
  return (await keyOfFile(file)) ?? refuse(`${file} was written and is gone again.`)
}

function refuse(sentence: string, cause?: unknown): never {
  throw new EngineError('data_folder_unusable', sentence, { cause })
}
