import { mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { readAll } from '../egress/read-all'
import { contentOfFile, contentOfText } from './content'
import { FolderObjects } from './folder-objects'
import { describeObjectStore, largeContent } from '../../testing/objects.testsuite'

vi.setConfig({ testTimeout: 30_000 })

const { signal } = new AbortController()

async function openFolder() {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'signalbox-objects-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return {
    folder,
    store: new FolderObjects(join(folder, 'objects')),
    damage: (bucket: string, key: string) => writeFile(join(folder, 'objects', bucket, key), 'wrong'),
  }
}

describeObjectStore('a folder', openFolder)

const put = (store: FolderObjects, key: string, text: string) =>
  store.put({ bucket: 'reports', key, content: contentOfText(text), contentType: 'text/plain', mode: 'overwrite' }, signal)

describe('a folder of objects', () => {
  it('holds files that people can open, and nothing else in their buckets', async () => {
    const { folder, store } = await openFolder()
    await put(store, '2026/01/report.txt', 'hello')
    expect(await readFile(join(folder, 'objects/reports/2026/01/report.txt'), 'utf8')).toBe('hello')
    expect(await readdir(join(folder, 'objects'))).toEqual(['.about', 'reports'])
    expect(await readdir(join(folder, 'objects/reports/2026/01'))).toEqual(['report.txt'])
  })

  it('takes files that people put there', async () => {
    const { folder, store } = await openFolder()
    await put(store, 'a', '1')
    await writeFile(join(folder, 'objects/reports/b.txt'), 'mine')
    const { head, body } = await store.get({ bucket: 'reports', key: 'b.txt' }, 100, signal)
    expect([head.sha256, head.contentType, (await readAll(body)).toString()]).toEqual([null, null, 'mine'])
    expect(await store.put({ bucket: 'reports', key: 'b.txt', content: contentOfText('mine'), contentType: 'text/plain', mode: 'fail' }, signal)).toEqual({
      written: false,
    })
  })

  it('leaves no draft when it is called off in the middle', async () => {
    const { folder, store } = await openFolder()
    const abort = new AbortController()
    const content = largeContent(1024 * 1024)
    const halting = {
      ...content,
      async *read() {
        for await (const piece of content.read()) {
          yield piece
          abort.abort(new Error('called off'))
        }
      },
    }
    await expect(store.put({ bucket: 'reports', key: 'x/y', content: halting, contentType: 'a/b', mode: 'overwrite' }, abort.signal)).rejects.toThrow(
      'called off',
    )
    expect(await readdir(join(folder, 'objects/reports/x'))).toEqual([])
    expect((await store.list({ bucket: 'reports', prefix: '', after: null, limit: 10 }, signal)).objects).toEqual([])
  })

  it('never follows a link out of a bucket', async () => {
    const { folder, store } = await openFolder()
    await put(store, 'a', '1')
    await symlink('/etc', join(folder, 'objects/reports/etc'))
    await symlink('/etc/hostname', join(folder, 'objects/reports/name'))
    for (const key of ['etc/hostname', 'name']) {
      await expect(store.get({ bucket: 'reports', key }, 1000, signal)).rejects.toMatchObject({ code: 'path_outside_root' })
      await expect(put(store, key, 'x')).rejects.toMatchObject({ code: 'path_outside_root' })
    }
    expect((await store.list({ bucket: 'reports', prefix: '', after: null, limit: 10 }, signal)).objects.map(({ key }) => key)).toEqual(['a'])
  })

  it.each(['con', 'a:b', 'a?', 'a/b.', 'x'.repeat(200), '.a.00000000-0000-0000-0000-000000000000.part'])(
    'refuses the key %j, which is no name on every system',
    async (key) => {
      const { store } = await openFolder()
      await expect(put(store, key, '1')).rejects.toMatchObject({ code: 'step_config_invalid' })
    },
  )

  it('says why a key cannot be the beginning of another', async () => {
    const { store } = await openFolder()
    await put(store, 'a', '1')
    await put(store, 'b/c', '1')
    await expect(put(store, 'a/b', '1')).rejects.toMatchObject({ message: expect.stringContaining('a key cannot be the beginning of another one') })
    await expect(put(store, 'b', '1')).rejects.toMatchObject({ message: expect.stringContaining('a key cannot be the beginning of another one') })
  })
})

describe('a file that is put', () => {
  it('is not put when it changes while it is read', async () => {
    const { folder, store } = await openFolder()
    const path = join(folder, 'file')
    for (const change of ['other', 'shorter'.slice(0, 3), 'much longer than before']) {
      await writeFile(path, 'first')
      const content = await contentOfFile(path, 1000, signal)
      await writeFile(path, change)
      await expect(store.put({ bucket: 'reports', key: 'k', content, contentType: 'a/b', mode: 'overwrite' }, signal)).rejects.toMatchObject({
        code: expect.stringMatching(/^file_(unreadable|too_large)$/),
      })
    }
    await expect(store.get({ bucket: 'reports', key: 'k' }, 10, signal)).rejects.toMatchObject({ code: 'object_not_found' })
  })
})
