import { isAbsolute } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DEFAULT_SETTINGS, type Settings } from '../contract/settings'
import { openStores } from '../testing/open-stores'
import { saveSettings, settingsOf } from './settings'

const email = { host: 'mail.example.com', port: 587, secure: false, user: 'me', password: null, from: 'me@example.com' }

async function stored() {
  const { read, unitOfWork } = await openStores()
  return {
    unitOfWork,
    get: () => settingsOf(read).get(),
    save: (change: Partial<Settings>) => unitOfWork.run((tx) => saveSettings(tx, { ...DEFAULT_SETTINGS, ...change }, { now: 1, isAbsolute })),
  }
}

describe('the settings', () => {
  test('have their defaults until they are saved, and then what was saved', async () => {
    const { get, save } = await stored()
    expect(await get()).toEqual(DEFAULT_SETTINGS)
    const saved = await save({ allowedPrivateHosts: ['nas.local:80', '10.0.0.0/8'], fileRoots: ['/srv/data'], email })
    expect(await get()).toEqual(saved)
    await save({})
    expect(await get()).toEqual(DEFAULT_SETTINGS)
  })

  test('give parts that were not known when they were stored their defaults', async () => {
    const { get, unitOfWork } = await stored()
    await unitOfWork.run((tx) => tx.settings.put('settings', { fileRoots: ['/srv'], from: 'an older version' }, 1))
    expect(await get()).toEqual({ ...DEFAULT_SETTINGS, fileRoots: ['/srv'] })
    await unitOfWork.run((tx) => tx.settings.put('settings', { fileRoots: 'everywhere' }, 1))
    await expect(get()).rejects.toMatchObject({ code: 'storage_corrupt' })
  })

  test('refuse hosts that are none, folders that depend on where one stands, and secrets that do not exist', async () => {
    const { get, save, unitOfWork } = await stored()
    await expect(save({ allowedPrivateHosts: ['nas', 'http://nas/'] })).rejects.toMatchObject({ code: 'request_invalid', message: expect.stringContaining('"http://nas/"') })
    await expect(save({ fileRoots: ['data'] })).rejects.toMatchObject({ code: 'request_invalid', message: expect.stringContaining('"data" is not an absolute path') })
    await expect(save({ email: { ...email, password: 'MAIL' } })).rejects.toMatchObject({ code: 'secret_not_found' })
    expect(await get()).toEqual(DEFAULT_SETTINGS)
    await unitOfWork.run((tx) => tx.secrets.put({ name: 'MAIL', sealed: 'sealed', createdAt: 0, updatedAt: 0 }))
    expect(await save({ email: { ...email, password: 'MAIL' } })).toMatchObject({ email: { password: 'MAIL' } })
  })
})
