import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type SafeStorage, SystemKeyring } from './system-keyring'
import { openVaultKey } from './vault-key'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vault-key-'))
  path = join(folder, 'desktop', 'vault-key.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A keyring as Electron shows it, by its password; turns each byte by it. */
const turned = (data: Buffer, password: number) => Buffer.from(data.map((byte) => byte ^ password))
const HEAD = 3
const encrypt = (text: string, password: number, head: string) => Buffer.concat([Buffer.from(head), turned(Buffer.from(text), password)])
function decrypt(data: Buffer, password: number): string {
  const text = turned(data.subarray(HEAD), password).toString('utf8')
  if (!/^[\w+/=]*$/.test(text)) throw new Error('Error while decrypting the ciphertext provided.')
  return text
}

interface Kind {
  readonly password?: number
  readonly head?: string
  readonly backend?: string
  readonly available?: boolean
  readonly stale?: boolean
}

const sync = ({ password = 200, head = 'v11', available = true, ...rest }: Kind = {}): SafeStorage => ({
  isEncryptionAvailable: () => available,
  encryptString: (text) => encrypt(text, password, head),
  decryptString: (data) => decrypt(data, password),
  ...('backend' in rest && { getSelectedStorageBackend: () => rest.backend ?? '' }),
})

const later = ({ password = 200, head = 'v11', backend = 'gnome_libsecret', available = true, stale = false }: Kind = {}): SafeStorage => ({
  isAsyncEncryptionAvailable: async () => available,
  encryptStringAsync: async (text) => encrypt(text, password, head),
  decryptStringAsync: async (data) => ({ result: decrypt(data, password), shouldReEncrypt: stale }),
  getSelectedStorageBackend: () => backend,
})

const openWith = (storage: SafeStorage, platform: NodeJS.Platform = 'linux') => openVaultKey(path, new SystemKeyring(storage, platform))
const kept = () => readFileSync(path, 'utf8')

describe("the desktop's vault key", () => {
  it.each([
    ['that answers at once', sync()],
    ['that answers later', later()],
  ])('is made once and kept by a keyring %s', async (_name, storage) => {
    const first = await openWith(storage)
    expect(first).toEqual({ key: expect.any(String), protection: 'keychain', reason: null })
    expect(Buffer.from(first.key ?? '', 'base64')).toHaveLength(32)
    const file = kept()
    expect(file).not.toContain(first.key)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(folder, 'desktop'))).toEqual(['vault-key.json'])
    expect(await openWith(storage)).toEqual(first)
    expect(kept()).toBe(file)
  })

  it.each([
    ['the backend has a hard-coded password', 'linux', later({ backend: 'basic_text', head: 'v10' }), 'obfuscated'],
    ['nobody tells the backend, and the password is the hard-coded one', 'linux', sync({ head: 'v10' }), 'obfuscated'],
    ['nobody tells the backend, and there is a keyring', 'linux', sync({ head: 'v11' }), 'keychain'],
    ['nothing can be encrypted', 'linux', later({ available: false }), 'file'],
    ['Electron knows no encryption', 'linux', {}, 'file'],
    ['macOS', 'darwin', later({ head: 'v10', backend: 'unknown' }), 'keychain'],
    ['Windows', 'win32', sync({ head: 'v10' }), 'keychain'],
  ] as const)('says how it is protected: %s', async (_name, platform, storage, protection) => {
    const first = await openWith(storage, platform)
    expect(first.protection).toBe(protection)
    expect(await openWith(storage, platform)).toEqual(first)
  })

  it('that lay open is encrypted as soon as it can be, and stays the same key', async () => {
    const open = await openWith(sync({ available: false }))
    expect(kept()).toContain(open.key)
    expect(await openWith(sync())).toEqual({ ...open, protection: 'keychain' })
    expect(kept()).not.toContain(open.key)
  })

  it('that had a hard-coded password gets into the keyring that came later', async () => {
    const first = await openWith(sync({ head: 'v10', backend: 'basic_text' }))
    expect(first.protection).toBe('obfuscated')
    expect(await openWith(sync({ head: 'v11', backend: 'kwallet6' }))).toEqual({ ...first, protection: 'keychain' })
    const file = kept()
    expect(await openWith(later({ stale: true }))).toEqual({ ...first, protection: 'keychain' })
    expect(kept()).toBe(file)
  })

  it.each([
    ['another password', () => sync({ password: 13 }), 'Error while decrypting the ciphertext provided'],
    ['a locked keyring', () => later({ available: false }), 'the keyring is locked or not there'],
  ])('is not replaced when it cannot be opened: %s', async (_name, storage, reason) => {
    const first = await openWith(sync())
    const file = kept()
    expect(await openWith(storage())).toEqual({ key: null, protection: 'keychain', reason: expect.stringContaining(`${path}, protected by the system's keyring, and could not be opened (${reason})`) })
    expect(kept()).toBe(file)
    expect(await openWith(sync())).toEqual(first)
  })

  it.each(['', '{', '{"version":2}', '{"version":1,"wrapped":"system","key":"not base64!"}'])('is not replaced when its file is damaged: %s', async (text) => {
    await openWith(sync())
    writeFileSync(path, text)
    expect(await openWith(sync())).toMatchObject({ key: null, reason: expect.stringContaining('the file is damaged') })
    expect(kept()).toBe(text)
  })

  it('is not given out unless it is on disk, nor entrusted to a keyring that does not give it back', async () => {
    writeFileSync(join(folder, 'desktop'), 'in the way')
    expect(await openWith(sync())).toMatchObject({ key: null, reason: expect.stringContaining(path) })
    rmSync(join(folder, 'desktop'))
    expect(await openWith({ ...sync(), decryptString: () => '' })).toMatchObject({ protection: 'file' })
  })
})
