import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { MAX_PIPELINE_TEXT } from '../contract/api/pipelines'
import { readTextFile } from './read-text-file'

function place(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-text-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, name)
}

const refused = (path: string, code: string, words: string) => expect(readTextFile(path)).rejects.toMatchObject({ code, message: expect.stringContaining(words) })

test('a text is read as it is, up to the bound', async () => {
  const path = place('text')
  const text = 'ä'.repeat(MAX_PIPELINE_TEXT)
  writeFileSync(path, text)
  expect(await readTextFile(path)).toBe(text)
})

describe('what is no text file is refused before it is read', () => {
  test('a file of any size', async () => {
    const path = place('sparse')
    writeFileSync(path, '')
    truncateSync(path, 64 * 1024 ** 3)
    await refused(path, 'file_too_large', `at most ${MAX_PIPELINE_TEXT} characters are read`)
  })

  test('a folder', () => refused(tmpdir(), 'file_unreadable', 'it is a folder'))

  test('what is not there', () => refused(place('nothing'), 'file_not_found', 'there is no such file'))

  describe.skipIf(process.platform === 'win32')('on systems that have such:', () => {
    test('a device that never ends', () => refused('/dev/zero', 'file_unreadable', 'it is a device'))

    test('a pipe that nobody writes to', async () => {
      const path = place('pipe')
      spawnSync('mkfifo', [path])
      await refused(path, 'file_unreadable', 'it is a pipe')
    })

    test('a socket', async () => {
      const path = place('socket')
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(path, resolve))
      onTestFinished(() => void server.close())
      await refused(path, 'file_unreadable', 'it is a socket')
    })
  })

  test.skipIf(process.platform !== 'linux')('a file that says of itself that it is empty is read to the bound', async () => {
    expect(await readTextFile('/proc/self/status')).toContain('Pid:')
  })
})

test('bytes that are no text are refused', async () => {
  const path = place('bytes')
  writeFileSync(path, Buffer.from([0xff, 0xfe, 0x00]))
  await refused(path, 'file_unreadable', 'it is not UTF-8 text')
})
