import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../../testing/temp-folder'
import { FolderArtifacts } from './folder-artifacts'
import { KeptArtifacts } from './kept-artifacts'

/** An artifact that was put a second after 1970 began. */
async function kept({ since = 0, isInDoubt = (): boolean => false } = {}) {
  const folder = tempFolder()
  const inFolder = new FolderArtifacts(folder, since)
  await inFolder.sweep()
  const artifacts = new KeptArtifacts(inFolder, isInDoubt)
  const { sha256 } = await artifacts.put(Buffer.from('a value'))
  await utimes(join(folder, sha256.slice(0, 2), sha256.slice(2)), 1, 1)
  const isThere = () => artifacts.read(sha256).then(
    () => true,
    () => false,
  )
  return { artifacts, remove: () => artifacts.remove(sha256, 5000), isThere }
}

test('nothing is removed while the rows are in doubt', async () => {
  let doubt = true
  const { remove, isThere } = await kept({ isInDoubt: () => doubt })
  await remove()
  expect(await isThere()).toBe(true)
  doubt = false
  await remove()
  expect(await isThere()).toBe(false)
})

test('what was put before the database came to be is never removed', async () => {
  const older = await kept({ since: 1001 })
  await older.remove()
  expect(await older.isThere()).toBe(true)
  const younger = await kept({ since: 1000 })
  await younger.remove()
  expect(await younger.isThere()).toBe(false)
})

test('nothing is removed as long as anyone asks for that; afterwards it is', async () => {
  const { artifacts, remove, isThere } = await kept()
  const [first, second] = [artifacts.keepAll(), artifacts.keepAll()]
  await remove()
  first()
  first()
  await remove()
  expect(await isThere()).toBe(true)
  second()
  await remove()
  expect(await isThere()).toBe(false)
})
