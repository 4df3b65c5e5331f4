import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { tempFolder } from '../testing/temp-folder'
import { listRunFiles, readRunFile } from './run-files'

let base: string
let folder: string
beforeEach(() => {
  base = tempFolder()
  folder = join(base, 'run')
  mkdirSync(folder)
})

const write = (path: string, text = ''): void => {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), text)
}

async function allPaths(limit: number): Promise<string[]> {
  const paths: string[] = []
  let after: string | undefined
  do {
    const { files, next } = await listRunFiles(folder, after, limit)
    expect(files.length).toBeLessThanOrEqual(limit)
    paths.push(...files.map(({ path }) => path))
    after = next ?? undefined
  } while (after !== undefined)
  return paths
}

describe('the files of a run', () => {
  it('are told page by page, each once, whatever folders they lie in', async () => {
    const paths = Array.from({ length: 2500 }, (_, index) => (index % 3 === 0 ? `part ${index % 7}/deep/${index}.txt` : `${index}.txt`))
    for (const path of paths) write(path)
    expect(await allPaths(1000)).toEqual(paths.toSorted())
  })

  it('come with their sizes', async () => {
    write('sub/notes.txt', 'äöü')
    expect(await listRunFiles(folder, undefined)).toEqual({ files: [{ path: 'sub/notes.txt', bytes: 6, modifiedAt: expect.any(Number) }], next: null })
  })

  it('are none when there is no folder, and links lead nowhere', async () => {
    writeFileSync(join(base, 'secret.txt'), 'secret')
    symlinkSync(base, join(folder, 'way out'))
    symlinkSync(join(base, 'secret.txt'), join(folder, 'secret.txt'))
    expect(await allPaths(10)).toEqual([])
    renameSync(folder, join(base, 'gone'))
    expect(await allPaths(10)).toEqual([])
    symlinkSync(base, folder)
    expect(await allPaths(10)).toEqual([])
  })
})

describe('a file of a run', () => {
  it('can be read also when no page has named it', async () => {
    for (let index = 0; index < 1100; index++) write(`${index}.txt`)
    write('z/last.txt', 'the last one')
    expect(await readRunFile(folder, 'z/last.txt', 4)).toEqual({ text: 'last one', bytes: 12, nextOffset: null })
  })

  it('is none that lies elsewhere, by whatever way', async () => {
    writeFileSync(join(base, 'secret.txt'), 'secret')
    symlinkSync(base, join(folder, 'way out'))
    symlinkSync(join(base, 'secret.txt'), join(folder, 'link.txt'))
    write('sub/a.txt', 'a')
    const odd = ['../secret.txt', 'sub/../../secret.txt', 'way out/secret.txt', 'link.txt', join(base, 'secret.txt'), 'sub/./a.txt', 'sub//a.txt', 'sub', '', '.', 'a\0b', 'sub/a.txt/b', `${'x'.repeat(300)}.txt`]
    for (const path of odd) await expect(readRunFile(folder, path, 0), JSON.stringify(path)).rejects.toMatchObject({ code: 'file_not_found' })
  })

  it.skipIf(process.platform === 'win32')('is no pipe, and asking for one does not wait', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')])
    await expect(readRunFile(folder, 'pipe', 0)).rejects.toMatchObject({ code: 'file_not_found' })
  })
})
