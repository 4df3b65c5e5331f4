import * as z from 'zod'
import { MIN_SECRET_LENGTH, type SecretInfo, type VaultProtection, vaultProtection, type VaultState } from '../../contract/secret'
import { EngineError } from '../../core/shared/engine-error'
import type { Clock } from '../../ports/clock'
import type { Logger } from '../../ports/logger'
import type { ReadStores } from '../../ports/read-stores'
import type { SealedSecret } from '../../ports/records'
import type { Masker, Vault } from '../../ports/secrets'
import type { Transaction, UnitOfWork } from '../../ports/unit-of-work'
import { createMasker } from './masker'
import { seal, unseal } from './seal'
import type { VaultKey } from './vault-key'

export interface VaultDeps {
  readonly read: ReadStores
  readonly unitOfWork: UnitOfWork
  readonly clock: Clock
  readonly logger: Logger
}

/** The key at hand, or that there is none: `reason` is a sentence on why, where more is known than that it is not here. */
export type KeyAtHand = VaultKey | { readonly bytes: null; readonly protection: VaultProtection; readonly reason: string | null }

/** What is stored about the key that the secrets are encrypted with; never the key. */
const vaultRecord = z.object({ keyId: z.string(), protection: vaultProtection }).nullable()
export type VaultRecord = NonNullable<z.infer<typeof vaultRecord>>

const SETTING = 'vault'
const MAX_SECRETS = 500
/** Of all values together (characters): the masker keeps every spelling of each in memory. */
const MAX_TOTAL = 256 * 1024

/** Null while no secret has ever been kept. */
export async function readVaultRecord(read: ReadStores): Promise<VaultRecord | null> {
  return vaultRecord.parse(await read.setting(SETTING))
}

/** Encrypts every secret anew, in one transaction. What the former key does not open stays as it is. */
export function changeKey({ unitOfWork, clock }: VaultDeps, former: VaultKey, key: VaultKey): Promise<void> {
  return unitOfWork.run(async (tx) => {
    for (const secret of await tx.secrets.all()) {
      const value = unseal(former, secret.name, secret.sealed)
      if (value !== null) await tx.secrets.put({ ...secret, sealed: seal(key, secret.name, value) })
    }
    await recordKey(tx, key, clock.now())
  })
}

const recordKey = (tx: Transaction, { id, protection }: VaultKey, at: number): Promise<void> => tx.settings.put(SETTING, { keyId: id, protection } satisfies VaultRecord, at)

/** The secrets of a database, encrypted there and open in memory. One at a time may write a database's secrets. */
export class SealedVault implements Vault {
  readonly #deps: VaultDeps
  readonly #key: KeyAtHand
  #record: VaultRecord | null
  readonly #infos = new Map<string, SecretInfo>()
  /** Without those that are damaged; empty while locked. */
  readonly #values = new Map<string, string>()
  /** Everything that was a secret since the start: an attempt may still hold what has been replaced or removed. */
  readonly #known = new Set<string>()
  #masker: Masker | null = null

  private constructor(deps: VaultDeps, key: KeyAtHand, record: VaultRecord | null) {
    this.#deps = deps
    this.#key = key
    this.#record = record
  }

  static async open(deps: VaultDeps, key: KeyAtHand): Promise<SealedVault> {
    const vault = new SealedVault(deps, key, await readVaultRecord(deps.read))
    for (const secret of await deps.read.secrets()) vault.#load(secret)
    return vault
  }

  get state(): VaultState {
    const locked = this.#key.bytes === null || !this.#fits(this.#key)
    return { protection: (locked ? this.#record?.protection : undefined) ?? this.#key.protection, locked }
  }

  list(): readonly SecretInfo[] {
    return [...this.#infos.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  masker(): Masker {
    return (this.#masker ??= createMasker(this.#known.size === 0 ? [] : [...this.#known, ...this.#keyText()]))
  }

  async reveal(name: string): Promise<string> {
    if (!this.#infos.has(name)) throw new EngineError('secret_not_found', `There is no secret "${name}". Add it under Secrets in the settings.`, { details: { secret: name } })
    this.#openKey()
    const value = this.#values.get(name)
    if (value === undefined) throw damaged(name)
    return value
  }

  async save(name: string, value: string): Promise<SecretInfo> {
    const key = this.#openKey()
    if (value.trim().length < MIN_SECRET_LENGTH) throw new EngineError('request_invalid', `A secret has at least ${MIN_SECRET_LENGTH} characters, spaces at its ends not counted: shorter ones could not be masked.`)
    if (!this.#infos.has(name) && this.#infos.size >= MAX_SECRETS) throw new EngineError('request_invalid', `There are ${MAX_SECRETS} secrets already, and no more are possible. Remove one first.`)
    const others = [...this.#values].reduce((sum, [each, { length }]) => (each === name ? sum : sum + length), 0)
    if (others + value.length > MAX_TOTAL) throw new EngineError('request_invalid', `All secrets together may have ${MAX_TOTAL / 1024} Ki characters, and with this one they would have more. Remove one first.`)
    const { unitOfWork, clock } = this.#deps
    const sealed = seal(key, name, value)
    return unitOfWork.run(async (tx) => {
      const now = clock.now()
      const before = await tx.secrets.all()
      if (before.length === 0) await recordKey(tx, key, now)
      const info = { name, createdAt: before.find((secret) => secret.name === name)?.createdAt ?? now, updatedAt: now }
      await tx.secrets.put({ ...info, sealed })
      tx.afterCommit(() => {
        this.#record = { keyId: key.id, protection: key.protection }
        this.#infos.set(name, info)
        this.#learn(name, value)
      })
      return info
    })
  }

  async remove(name: string): Promise<void> {
    await this.#deps.unitOfWork.run(async (tx) => {
      if (!(await tx.secrets.remove(name))) throw new EngineError('secret_not_found', `There is no secret "${name}"; it may have been removed already.`)
      tx.afterCommit(() => {
        this.#infos.delete(name)
        this.#values.delete(name)
      })
    })
  }

  #load({ name, sealed, createdAt, updatedAt }: SealedSecret): void {
    this.#infos.set(name, { name, createdAt, updatedAt })
    if (this.#key.bytes === null || this.#record?.keyId !== this.#key.id) return
    const value = unseal(this.#key, name, sealed)
    if (value === null) this.#deps.logger.error('a secret is damaged', { secret: name })
    else this.#learn(name, value)
  }

  #learn(name: string, value: string): void {
    this.#values.set(name, value)
    if (this.#known.has(value)) return
    this.#known.add(value)
    this.#masker = null
  }

  /** The key, if it may be used: without secrets, any is right. */
  #openKey(): VaultKey {
    const key = this.#key
    if (key.bytes !== null && this.#fits(key)) return key
    throw new EngineError('vault_locked', (key.bytes === null ? key.reason : null) ?? otherKey(this.#record?.protection ?? key.protection, key.protection))
  }

  #fits(key: VaultKey): boolean {
    return this.#infos.size === 0 || this.#record?.keyId === key.id
  }

  /** As it stands in a file or in the environment, where a step could come upon it. */
  #keyText(): readonly string[] {
    return this.#key.bytes === null ? [] : [Buffer.from(this.#key.bytes).toString('base64').replace(/=+$/, '')]
  }
}

const damaged = (name: string) => new EngineError('storage_corrupt', `The secret "${name}" is damaged in the database and cannot be read. Enter its value again under Secrets in the settings.`)

const isDesktop = (protection: VaultProtection): boolean => protection === 'keychain' || protection === 'obfuscated'

/** Where the right key is, and what to do. `atHand`: where the wrong one is from. */
function otherKey(protection: VaultProtection, atHand: VaultProtection): string {
  const otherwise = 'If it is lost for good, remove the secrets and enter them again.'
  switch (protection) {
    case 'keychain':
    case 'obfuscated':
      if (isDesktop(atHand)) return `The secrets are locked: they were encrypted with another key than the desktop app has now. Put its file vault-key.json back from a backup, and start again. ${otherwise}`
      return `The secrets are locked: they were encrypted with the key of the desktop app. Start the app and leave it running, or set SIGNALBOX_VAULT_KEY to the key. ${otherwise}`
    case 'file':
      return `The secrets are locked: they were encrypted with the key in a file vault.key that is not there any more, or is another one. Put it back into the data folder, or set SIGNALBOX_VAULT_KEY to the key. ${otherwise}`
    case 'environment':
      return `The secrets are locked: they were encrypted with a key that SIGNALBOX_VAULT_KEY held. Set it again before the start. ${otherwise}`
  }
}
