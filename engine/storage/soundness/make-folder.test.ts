import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tempFolder } from '../../testing/temp-folder'
import { makeFolder } from './make-folder'

describe('a folder that is made', () => {
  it('has those above it, is for its owner alone, and may be there already', async () => {
    const path = join(tempFolder(), 'a/b/c')
    await Promise.all([makeFolder(path), makeFolder(path), makeFolder(join(path, 'd'))])
    const { mode } = await stat(join(path, 'd'))
    if (process.platform !== 'win32') expect(mode & 0o777).toBe(0o700)
  })

  it('is refused where a file stands in its way, and where it is none', async () => {
    const folder = tempFolder()
    await mkdir(join(folder, 'a'))
    await writeFile(join(folder, 'a/file'), '')
    await expect(makeFolder(join(folder, 'a/file'))).rejects.toMatchObject({ code: 'EEXIST' })
    await expect(makeFolder(join(folder, 'a/file/b'))).rejects.toMatchObject({ code: 'ENOTDIR' })
  })

  it.skipIf(process.platform !== 'linux')('is refused at once by a file system that lets nothing be made', async () => {
    await expect(makeFolder('/proc/signalbox/backup')).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
