import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { longestHoldUp } from '../../testing/hold-up'
import { tempFolder } from '../../testing/temp-folder'
import { findFiles, matchingFiles } from './find-files'
import { globPattern } from './glob-pattern'
import { walkFolder, type FolderEntry } from './walk-folder'

// A busy machine.
vi.setConfig({ testTimeout: 30_000 })

const signal = new AbortController().signal
const many: readonly FolderEntry[] = Array.from({ length: 20_000 }, (_, index) => ({ name: `${index}.txt`, path: `some/folder/${index}.txt`, type: 'file' }))
const patterns = Array.from({ length: 25 }, (_, index) => globPattern(`some/**/*${index}7?.{md,txt}`))

const slowly = (): boolean => {
  const until = performance.now() + 1
  while (performance.now() < until);
  return false
}

describe('finding files', () => {
  it('gives those that a pattern matches, once and in their order', async () => {
    const folder = tempFolder()
    await mkdir(join(folder, 'b'))
    for (const path of ['b/1.md', 'a.txt', 'c.md', 'd']) await writeFile(join(folder, path), '')
    expect((await findFiles(folder, ['**/*.md', 'c.*', '*.txt'], signal)).map(({ path }) => path)).toEqual(['a.txt', 'b/1.md', 'c.md'])
  })

  it('lets other work go on, however many files and patterns there are', async () => {
    const { result, longestMs } = await longestHoldUp(() => matchingFiles(many, patterns, signal))
    expect(result.length).toBeGreaterThan(0)
    expect(longestMs).toBeLessThan(100)
  })

  it('lets other work go on while it chooses among folders', async () => {
    const folder = tempFolder()
    for (let index = 0; index < 400; index++) await mkdir(join(folder, `${index}`))
    const { longestMs } = await longestHoldUp(() => walkFolder(folder, { signal, descend: slowly }))
    expect(longestMs).toBeLessThan(100)
  })

  it('ends when it is called off', async () => {
    const abort = new AbortController()
    const reason = new Error('called off')
    const matching = matchingFiles(many, patterns, abort.signal)
    setImmediate(() => abort.abort(reason))
    await expect(matching).rejects.toBe(reason)
  })
})
