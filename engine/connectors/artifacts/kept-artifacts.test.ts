import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../../testing/temp-folder'
import { FolderArtifacts } from './folder-artifacts'
import { KeptArtifacts } from './kept-artifacts'

test('nothing is removed as long as anyone asks for that; afterwards it is', async () => {
  const folder = tempFolder()
  const inFolder = new FolderArtifacts(folder)
  await inFolder.sweep()
  const artifacts = new KeptArtifacts(inFolder)
  const { sha256 } = await artifacts.put(Buffer.from('a value'))
  const path = join(folder, sha256.slice(0, 2), sha256.slice(2))
  await utimes(path, 1, 1)
  const [first, second] = [artifacts.keepAll(), artifacts.keepAll()]
  const remove = () => artifacts.remove(sha256, 5000)
  const isThere = () => artifacts.read(sha256).then(
    () => true,
    () => false,
  )
  await remove()
  first()
  first()
  await remove()
  expect(await isThere()).toBe(true)
  second()
  await remove()
  expect(await isThere()).toBe(false)
})
