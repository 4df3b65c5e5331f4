import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { onDatabase } from '../../testing/on-database'
import { openStores } from '../../testing/open-stores'
import { changeKey, type KeyAtHand, SealedVault, type VaultDeps } from './sealed-vault'
import { type VaultKey, vaultKeyOf } from './vault-key'

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

function aKey(protection: VaultKey['protection'] = 'file'): VaultKey {
  const key = vaultKeyOf(randomBytes(32), protection)
  if (key === null) throw new Error('no key')
  return key
}

async function stored() {
  const stores = await openStores()
  let now = 1000
  const deps: VaultDeps = { read: stores.read, unitOfWork: stores.unitOfWork, clock: { now: () => now++, callAt: () => () => undefined }, logger: silent }
  return { ...stores, deps, open: (key: KeyAtHand) => SealedVault.open(deps, key) }
}

describe('the vault', () => {
  test('keeps a value, gives it back after the next start, and lists it without', async () => {
    const { open } = await stored()
    const key = aKey('keychain')
    const vault = await open(key)
    expect(vault.state).toEqual({ protection: 'keychain', locked: false })
    expect(await vault.save('TOKEN', 'sesame-open')).toEqual({ name: 'TOKEN', createdAt: 1000, updatedAt: 1000 })
    await vault.save('ANOTHER', 'another value')
    await vault.save('TOKEN', 'sesame-open-2')
    const again = await open(key)
    expect([await vault.reveal('TOKEN'), await again.reveal('TOKEN')]).toEqual(['sesame-open-2', 'sesame-open-2'])
    expect(again.list()).toEqual([
      { name: 'ANOTHER', createdAt: 1001, updatedAt: 1001 },
      { name: 'TOKEN', createdAt: 1000, updatedAt: 1002 },
    ])
    expect(vault.list()).toEqual(again.list())
  })

  test('writes no value into the data folder, in any file', async () => {
    const { open, folder, close } = await stored()
    const vault = await open(aKey())
    const value = 'planted-canary-41f7'
    await vault.save('TOKEN', value)
    await vault.save('TOKEN', `${value}-replaced`)
    const files = () => readdirSync(folder).map((name) => readFileSync(join(folder, name)))
    expect(files().filter((data) => data.includes(value))).toEqual([])
    await vault.remove('TOKEN')
    await close()
    expect(files().filter((data) => data.includes(value))).toEqual([])
  })

  test('is locked for another key, says what to do, and does not harm what it holds', async () => {
    const { open } = await stored()
    const key = aKey('keychain')
    await (await open(key)).save('TOKEN', 'sesame-open')
    const locked = await open(aKey('file'))
    expect(locked.state).toEqual({ protection: 'keychain', locked: true })
    expect(locked.list().map(({ name }) => name)).toEqual(['TOKEN'])
    expect(locked.masker().isIdle).toBe(true)
    await expect(locked.reveal('TOKEN')).rejects.toMatchObject({ code: 'vault_locked', message: expect.stringContaining('Start the app') })
    await expect(locked.save('OTHER', 'some other value')).rejects.toMatchObject({ code: 'vault_locked' })
    await expect(locked.reveal('GONE')).rejects.toMatchObject({ code: 'secret_not_found' })
    expect(await (await open(key)).reveal('TOKEN')).toBe('sesame-open')
  })

  test('without a key says the reason that it was given', async () => {
    const { open } = await stored()
    const vault = await open({ bytes: null, protection: 'keychain', reason: 'The keyring did not answer.' })
    expect(vault.state).toEqual({ protection: 'keychain', locked: true })
    await expect(vault.save('TOKEN', 'sesame-open')).rejects.toMatchObject({ code: 'vault_locked', message: 'The keyring did not answer.' })
  })

  test('takes a new key when all that the lost one had locked is removed', async () => {
    const { open } = await stored()
    await (await open(aKey('environment'))).save('TOKEN', 'sesame-open')
    const key = aKey('file')
    const vault = await open(key)
    expect(vault.state.locked).toBe(true)
    await vault.remove('TOKEN')
    expect(vault.state).toEqual({ protection: 'file', locked: false })
    await vault.save('TOKEN', 'entered again')
    expect(await (await open(key)).reveal('TOKEN')).toBe('entered again')
  })

  test('changes its key in one transaction; dates stay', async () => {
    const { open, deps, unitOfWork } = await stored()
    const [former, key] = [aKey('file'), aKey('keychain')]
    const vault = await open(former)
    await vault.save('A', 'the first value')
    await vault.save('B', 'the second value')
    await expect(changeKey({ ...deps, unitOfWork: { run: (work) => unitOfWork.run(async (tx) => work(tx).then(() => Promise.reject(new Error('the disk is full')))) } }, former, key)).rejects.toThrow('the disk is full')
    expect(await (await open(former)).reveal('A')).toBe('the first value')
    await changeKey(deps, former, key)
    const changed = await open(key)
    expect([await changed.reveal('A'), await changed.reveal('B')]).toEqual(['the first value', 'the second value'])
    expect(changed.list()).toEqual(vault.list())
    expect((await open(former)).state).toEqual({ protection: 'keychain', locked: true })
  })

  test('tells a damaged secret from a wrong key, and an exchanged row from a right one', async () => {
    const { open, file, close } = await stored()
    const key = aKey()
    const vault = await open(key)
    await vault.save('A', 'the first value')
    await vault.save('B', 'the second value')
    await close()
    onDatabase(file, (database) => database.exec("update secrets set sealed = (select sealed from secrets where name = 'B') where name = 'A'"))
    const { read, unitOfWork } = await openStores(join(file, '..'))
    const again = await SealedVault.open({ read, unitOfWork, clock: { now: () => 1, callAt: () => () => undefined }, logger: silent }, key)
    await expect(again.reveal('A')).rejects.toMatchObject({ code: 'storage_corrupt' })
    expect(await again.reveal('B')).toBe('the second value')
    await again.save('A', 'entered again')
    expect(await again.reveal('A')).toBe('entered again')
  })

  test('masks what is secret, was secret since the start, and the key itself', async () => {
    const { open } = await stored()
    const key = aKey()
    const vault = await open(key)
    expect(vault.masker().isIdle).toBe(true)
    await vault.save('TOKEN', 'sesame-open')
    await vault.save('TOKEN', 'replaced value')
    await vault.save('OTHER', 'another value')
    await vault.remove('OTHER')
    const text = `sesame-open, replaced value, another value, ${Buffer.from(key.bytes).toString('base64')}`
    expect(vault.masker().mask(text)).toBe('•••, •••, •••, •••=')
    expect((await open(key)).masker().mask('sesame-open, replaced value, another value')).toBe('sesame-open, •••, another value')
  })

  test('refuses what could not be masked, and more than it can look for', async () => {
    const { open } = await stored()
    const vault = await open(aKey())
    await expect(vault.save('BLANK', '   short    ')).rejects.toMatchObject({ code: 'request_invalid' })
    await Promise.all(Array.from({ length: 500 }, (_, index) => vault.save(`S_${index}`, `value number ${index}`)))
    await expect(vault.save('ONE_MORE', 'one value more')).rejects.toMatchObject({ code: 'request_invalid', message: expect.stringContaining('500') })
    await vault.save('S_1', 'replaced all the same')
    await Promise.all(Array.from({ length: 15 }, (_, index) => vault.save(`S_${index}`, 'x'.repeat(16 * 1024))))
    await expect(vault.save('S_16', 'x'.repeat(16 * 1024))).rejects.toMatchObject({ code: 'request_invalid', message: expect.stringContaining('256 Ki characters') })
  })
})
