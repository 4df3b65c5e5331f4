import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openStores } from '../testing/open-stores'
import { type GivenVaultKey, openVault } from './vault-key'

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

async function folder() {
  const { read, unitOfWork, folder: dataFolder } = await openStores()
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const deps = { read, unitOfWork, clock: { now: () => 1, callAt: () => () => undefined }, logger }
  const keyFile = join(dataFolder, 'vault.key')
  return {
    keyFile,
    open: ({ given, variable }: { given?: GivenVaultKey; variable?: string } = {}) => openVault({ dataFolder, given, environment: { SIGNALBOX_VAULT_KEY: variable } }, deps),
  }
}

describe('where the key to the secrets comes from', () => {
  test('a file that only its owner may read, made once', async () => {
    const { open, keyFile } = await folder()
    const vault = await open()
    expect(vault.state).toEqual({ protection: 'file', locked: false })
    expect(statSync(keyFile).mode & 0o777).toBe(0o600)
    const text = readFileSync(keyFile, 'utf8')
    await vault.save('TOKEN', 'sesame-open')
    expect(await (await open()).reveal('TOKEN')).toBe('sesame-open')
    expect(readFileSync(keyFile, 'utf8')).toBe(text)
  })

  test('the environment, and then there is no file', async () => {
    const { open, keyFile } = await folder()
    const variable = base64(randomBytes(32))
    const vault = await open({ variable })
    await vault.save('TOKEN', 'sesame-open')
    expect(vault.state).toEqual({ protection: 'environment', locked: false })
    expect(existsSync(keyFile)).toBe(false)
    expect(await (await open({ variable })).reveal('TOKEN')).toBe('sesame-open')
    const without = await open()
    expect(without.state).toEqual({ protection: 'environment', locked: true })
    expect(existsSync(keyFile)).toBe(false)
    await expect(without.reveal('TOKEN')).rejects.toMatchObject({ code: 'vault_locked', message: expect.stringContaining('SIGNALBOX_VAULT_KEY') })
  })

  test('the host program, and the command line alone then finds the vault locked', async () => {
    const { open, keyFile } = await folder()
    const given = { key: randomBytes(32), protection: 'keychain' } as const
    await (await open({ given })).save('TOKEN', 'sesame-open')
    expect(existsSync(keyFile)).toBe(false)
    const alone = await open()
    expect(alone.state).toEqual({ protection: 'keychain', locked: true })
    await expect(alone.reveal('TOKEN')).rejects.toMatchObject({ code: 'vault_locked', message: expect.stringMatching(/Start the app.*SIGNALBOX_VAULT_KEY/) })
    expect(await (await open({ given: { ...given, key: base64(given.key) } })).reveal('TOKEN')).toBe('sesame-open')
    expect(await (await open({ variable: base64(given.key) })).reveal('TOKEN')).toBe('sesame-open')
  })
})

describe('a better key', () => {
  test('of the host takes over from the file, which goes', async () => {
    const { open, keyFile } = await folder()
    await (await open()).save('TOKEN', 'sesame-open')
    const fileKey = readFileSync(keyFile)
    const given = { key: randomBytes(32), protection: 'keychain' } as const
    const vault = await open({ given })
    expect(vault.state).toEqual({ protection: 'keychain', locked: false })
    expect(await vault.reveal('TOKEN')).toBe('sesame-open')
    expect(existsSync(keyFile)).toBe(false)
    expect((await open()).state.locked).toBe(true)
    // As after a crash between the two.
    writeFileSync(keyFile, fileKey, { mode: 0o600 })
    expect(await (await open({ given })).reveal('TOKEN')).toBe('sesame-open')
    expect(existsSync(keyFile)).toBe(false)
  })

  test('of the host takes over from the environment, and that from the file', async () => {
    const { open } = await folder()
    await (await open()).save('TOKEN', 'sesame-open')
    const variable = base64(randomBytes(32))
    expect((await open({ variable })).state).toEqual({ protection: 'environment', locked: false })
    const given = { key: randomBytes(32), protection: 'obfuscated' } as const
    expect((await open({ variable, given })).state).toEqual({ protection: 'obfuscated', locked: false })
    expect(await (await open({ given })).reveal('TOKEN')).toBe('sesame-open')
    expect((await open({ variable })).state.locked).toBe(true)
  })

  test('takes nothing over that no key at hand opens', async () => {
    const { open, keyFile } = await folder()
    const first = { key: randomBytes(32), protection: 'keychain' } as const
    await (await open({ given: first })).save('TOKEN', 'sesame-open')
    const other = await open({ given: { key: randomBytes(32), protection: 'keychain' }, variable: base64(randomBytes(32)) })
    expect(other.state.locked).toBe(true)
    expect(existsSync(keyFile)).toBe(false)
    expect(await (await open({ given: first })).reveal('TOKEN')).toBe('sesame-open')
  })
})

describe('a key that cannot be had', () => {
  test('of the host locks the vault for the reason given, also before there are secrets', async () => {
    const { open } = await folder()
    const given = { key: null, protection: 'keychain', reason: 'The keyring did not answer.' } as const
    const vault = await open({ given })
    expect(vault.state).toEqual({ protection: 'keychain', locked: true })
    await expect(vault.save('TOKEN', 'sesame-open')).rejects.toMatchObject({ code: 'vault_locked', message: 'The keyring did not answer.' })
  })

  test('of the host does not stand in the way of the file that the secrets were encrypted with', async () => {
    const { open, keyFile } = await folder()
    await (await open()).save('TOKEN', 'sesame-open')
    const vault = await open({ given: { key: null, protection: 'keychain', reason: 'The keyring did not answer.' } })
    expect(await vault.reveal('TOKEN')).toBe('sesame-open')
    expect(vault.state).toEqual({ protection: 'file', locked: false })
    expect(existsSync(keyFile)).toBe(true)
  })

  test('because the file is lost locks the vault, and no other takes its place', async () => {
    const { open, keyFile } = await folder()
    await (await open()).save('TOKEN', 'sesame-open')
    chmodSync(keyFile, 0o644)
    await expect(open()).rejects.toMatchObject({ code: 'data_folder_unusable', message: expect.stringContaining('chmod 600') })
    writeFileSync(keyFile, 'torn')
    chmodSync(keyFile, 0o600)
    await expect(open()).rejects.toMatchObject({ code: 'data_folder_unusable', message: expect.stringContaining('does not hold a key any more') })
    writeFileSync(keyFile, base64(randomBytes(32)))
    expect((await open()).state).toEqual({ protection: 'file', locked: true })
  })

  test('because the variable is no key keeps the engine from starting', async () => {
    const { open } = await folder()
    await expect(open({ variable: 'c2hvcnQ=' })).rejects.toMatchObject({ code: 'data_folder_unusable', message: expect.stringContaining('SIGNALBOX_VAULT_KEY must be 32 bytes in base64') })
    await expect(open({ given: { key: 'short', protection: 'keychain' } })).rejects.toMatchObject({ code: 'data_folder_unusable' })
  })
})
