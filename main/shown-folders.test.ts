import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ShownFolders } from './shown-folders'

async function* none(): AsyncGenerator<string> {
  // No pipeline has a folder of its own.
}

let base: string
let data: string
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'shown-')))
  data = join(base, 'data')
  mkdirSync(data)
  writeFileSync(join(data, 'report.txt'), '')
  writeFileSync(join(base, 'secret.txt'), '')
})
afterEach(() => rmSync(base, { recursive: true }))

it('shows what lies in its folders, and the folders themselves', async () => {
  const folders = new ShownFolders([data], none)
  expect(await folders.check(join(data, 'report.txt'))).toBe(join(data, 'report.txt'))
  expect(await folders.check(data)).toBe(data)
})

it('refuses everything else, also by .. and by links', async () => {
  const folders = new ShownFolders([data], none)
  symlinkSync(base, join(data, 'link'))
  for (const path of [join(base, 'secret.txt'), `${data}/../secret.txt`, join(data, 'link', 'secret.txt')]) {
    await expect(folders.check(path)).rejects.toThrow('is outside the folders of your pipelines')
  }
})

it('refuses relative paths, shares, and what is not there', async () => {
  const folders = new ShownFolders([data], none)
  await expect(folders.check('report.txt')).rejects.toThrow('is outside')
  await expect(folders.check('\\\\server\\share')).rejects.toThrow('is outside')
  await expect(folders.check(join(data, 'gone.txt'))).rejects.toThrow('There is no')
})

it('shows a folder from when it is added', async () => {
  const folders = new ShownFolders([data], none)
  folders.add(base)
  expect(await folders.check(join(base, 'secret.txt'))).toBe(join(base, 'secret.txt'))
})

it('shows what lies in the folder of a pipeline, asked for when it is needed and from then on as it is', async () => {
  const asked: string[] = []
  let pipelines = [join(base, 'gone'), join(base, 'pipeline')]
  const folders = new ShownFolders([data], async function* () {
    for (const folder of pipelines) {
      asked.push(folder)
      yield folder
    }
  })
  mkdirSync(join(base, 'pipeline'))
  writeFileSync(join(base, 'pipeline', 'out.csv'), '')
  await folders.check(join(data, 'report.txt'))
  expect(asked).toEqual([])
  expect(await folders.check(join(base, 'pipeline', 'out.csv'))).toBe(join(base, 'pipeline', 'out.csv'))
  await expect(folders.check(join(base, 'secret.txt'))).rejects.toThrow('is outside')
  pipelines = []
  await expect(folders.check(join(base, 'pipeline', 'out.csv'))).rejects.toThrow('is outside')
})
