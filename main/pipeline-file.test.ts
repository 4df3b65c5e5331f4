import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readPipelineFile } from './pipeline-file'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pipeline-file-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('gives the text and the folder that its relative paths start from', async () => {
  const path = join(folder, 'digest.yaml')
  writeFileSync(path, 'name: Übersicht\n')
  expect(await readPipelineFile(path)).toEqual({ path, text: 'name: Übersicht\n', folder })
})

it('says why a file cannot be a pipeline', async () => {
  writeFileSync(join(folder, 'photo.yaml'), Buffer.from([0xff, 0xd8, 0xff]))
  writeFileSync(join(folder, 'huge.yaml'), Buffer.alloc(2 * 1024 * 1024))
  await expect(readPipelineFile(join(folder, 'photo.yaml'))).rejects.toThrow('photo.yaml is not a text file: it is not UTF-8.')
  await expect(readPipelineFile(join(folder, 'huge.yaml'))).rejects.toThrow('huge.yaml is too large for a pipeline: it has 2097152 bytes.')
  await expect(readPipelineFile(join(folder, 'gone.yaml'))).rejects.toThrow("Couldn't read gone.yaml: ENOENT")
  await expect(readPipelineFile(folder)).rejects.toThrow("Couldn't read")
})
