import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../testing/temp-folder'
import { serverToken, TOKEN_FILE } from './server-token'

const place = () => {
  const folder = tempFolder()
  return { folder, file: join(folder, TOKEN_FILE) }
}

test('is made once, of 32 random bytes, for its owner alone', async () => {
  const { folder, file } = place()
  const token = await serverToken(folder)
  expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(await serverToken(folder)).toBe(token)
  expect(await serverToken(tempFolder())).not.toBe(token)
  expect(readdirSync(folder)).toEqual([TOKEN_FILE])
})

test('is the same for all who start at once', async () => {
  const { folder } = place()
  const tokens = await Promise.all(Array.from({ length: 8 }, () => serverToken(folder)))
  expect(new Set(tokens).size).toBe(1)
})

test.each([0o644, 0o640, 0o604, 0o622])('is refused when its file has the mode %o', async (mode) => {
  const { folder, file } = place()
  await serverToken(folder)
  chmodSync(file, mode)
  await expect(serverToken(folder)).rejects.toMatchObject({ code: 'data_folder_unusable', message: expect.stringContaining('can be read by others') })
})

test.each(['', 'secret', 'x'.repeat(42), 'changeme changeme changeme changeme changeme changeme'])('is refused when the file holds "%s"', async (text) => {
  const { folder, file } = place()
  writeFileSync(file, text, { mode: 0o600 })
  await expect(serverToken(folder)).rejects.toMatchObject({ code: 'data_folder_unusable', message: expect.stringContaining('no token') })
  expect(readFileSync(file, 'utf8')).toBe(text)
})

test('is refused when something else has its name', async () => {
  const linked = place()
  symlinkSync('/etc/hostname', linked.file)
  await expect(serverToken(linked.folder)).rejects.toMatchObject({ code: 'data_folder_unusable' })
  const folder = place()
  mkdirSync(folder.file)
  await expect(serverToken(folder.folder)).rejects.toMatchObject({ code: 'data_folder_unusable' })
})
