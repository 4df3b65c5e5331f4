import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readAll } from '../connectors/egress/read-all'
import { contentOfText } from '../connectors/objects/content'
import type { ObjectContent, ObjectStore } from '../connectors/objects/object-store'
import { PART_BYTES } from '../connectors/objects/parts'

export interface StoreUnderTest {
  readonly store: ObjectStore
  /** Changes a stored object behind the store's back; the number of bytes stays. */
  damage(bucket: string, key: string): Promise<void>
}

const BUCKET = 'reports'
const { signal } = new AbortController()

const put = (store: ObjectStore, key: string, text: string, mode: 'overwrite' | 'fail' = 'overwrite', contentType = 'text/plain') =>
  store.put({ bucket: BUCKET, key, content: contentOfText(text), contentType, mode }, signal)

const read = async (store: ObjectStore, key: string): Promise<string> =>
  (await readAll((await store.get({ bucket: BUCKET, key }, 1000, signal)).body)).toString()

const keysOf = async (store: ObjectStore, prefix = '', limit = 1000): Promise<string[][]> => {
  const pages: string[][] = []
  for (let after: string | null = null, more = true; more;) {
    const page = await store.list({ bucket: BUCKET, prefix, after, limit }, signal)
    pages.push(page.objects.map(({ key }) => key))
    after = page.next
    more = after !== null
  }
  return pages
}

/** Bytes that are all different, made as they are read. */
export function largeContent(bytes: number): ObjectContent {
  const piece = (at: number): Buffer => Buffer.alloc(Math.min(64 * 1024, bytes - at), `${at} `)
  const hash = createHash('sha256')
  for (let at = 0; at < bytes; at += 64 * 1024) hash.update(piece(at))
  return {
    bytes,
    sha256: hash.digest('hex'),
    async *read() {
      for (let at = 0; at < bytes; at += 64 * 1024) yield piece(at)
    },
  }
}

/** The promises of every object store. `open` gives an empty one, inside a test. */
export function describeObjectStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`objects in ${name}`, () => {
    it('are given back as they were put, with their type, hash and time', async () => {
      const { store } = await open()
      expect(await put(store, 'a/b c+ü&é(1)!.txt', 'Tee für zwei')).toEqual({ written: true })
      const { head, body } = await store.get({ bucket: BUCKET, key: 'a/b c+ü&é(1)!.txt' }, 1000, signal)
      expect(head).toEqual({
        key: 'a/b c+ü&é(1)!.txt',
        bytes: 13,
        contentType: 'text/plain',
        sha256: contentOfText('Tee für zwei').sha256,
        modifiedAt: expect.any(Number),
      })
      expect(Math.abs((head.modifiedAt ?? 0) - Date.now())).toBeLessThan(60_000)
      expect((await readAll(body)).toString()).toBe('Tee für zwei')
    })

    it('may be empty', async () => {
      const { store } = await open()
      await put(store, 'empty', '')
      expect(await read(store, 'empty')).toBe('')
    })

    it('are put once, however often the same is asked', async () => {
      const { store } = await open()
      for (const mode of ['overwrite', 'fail'] as const) {
        expect(await put(store, mode, 'same', mode)).toEqual({ written: true })
        expect(await put(store, mode, 'same', mode)).toEqual({ written: false })
      }
    })

    it('are replaced, unless they must not be', async () => {
      const { store } = await open()
      await put(store, 'a', 'old')
      await expect(put(store, 'a', 'new', 'fail')).rejects.toMatchObject({
        code: 'object_exists',
        message: 'Couldn\'t put "a" in "reports": another content is there already, and the mode is "fail".',
      })
      expect(await read(store, 'a')).toBe('old')
      expect(await put(store, 'a', 'new')).toEqual({ written: true })
      expect(await read(store, 'a')).toBe('new')
    })

    it('take another type with the same content', async () => {
      const { store } = await open()
      await put(store, 'a', '{}')
      await put(store, 'a', '{}', 'overwrite', 'application/json')
      expect((await store.get({ bucket: BUCKET, key: 'a' }, 100, signal)).head.contentType).toBe('application/json')
    })

    it('that are not there are not found, and deleting them is no failure', async () => {
      const { store } = await open()
      await put(store, 'a/b', '1')
      for (const key of ['gone', 'a', 'a/b/c']) {
        await expect(store.get({ bucket: BUCKET, key }, 100, signal)).rejects.toMatchObject({ code: 'object_not_found' })
        await store.delete({ bucket: BUCKET, key }, signal)
      }
      await store.delete({ bucket: BUCKET, key: 'a/b' }, signal)
      await expect(read(store, 'a/b')).rejects.toMatchObject({ code: 'object_not_found' })
      expect(await put(store, 'a', 'in place of a/b')).toEqual({ written: true })
    })

    it('are refused when they are larger than asked for', async () => {
      const { store } = await open()
      await put(store, 'a', '12345')
      await expect(store.get({ bucket: BUCKET, key: 'a' }, 4, signal)).rejects.toMatchObject({ code: 'file_too_large', details: { bytes: 5, max_bytes: 4 } })
      expect((await readAll((await store.get({ bucket: BUCKET, key: 'a' }, 5, signal)).body)).toString()).toBe('12345')
    })

    it('are listed in the order of their bytes, page by page', async () => {
      const { store } = await open()
      const keys = ['a', 'a-b', 'a.b/x', 'a0', 'b/1', 'b/1-', 'b/2/x', 'b/2/y', 'b!', 'ä', '\uff5e', '😀', 'Z']
      for (const key of keys) await put(store, key, key)
      const inOrder = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      expect(await keysOf(store)).toEqual([inOrder])
      const pages = await keysOf(store, '', 3)
      expect([pages.flat(), pages.length]).toEqual([inOrder, 5])
      expect(await keysOf(store, 'b/')).toEqual([['b/1', 'b/1-', 'b/2/x', 'b/2/y']])
      expect(await keysOf(store, 'b/2', 1)).toEqual([['b/2/x'], ['b/2/y']])
      expect(await keysOf(store, 'none')).toEqual([[]])
      expect((await store.list({ bucket: BUCKET, prefix: 'a0', after: null, limit: 10 }, signal)).objects).toEqual([
        { key: 'a0', bytes: 2, modifiedAt: expect.any(Number) },
      ])
    })

    it('of many MiB come and go in pieces', async () => {
      const { store } = await open()
      const content = largeContent(2 * PART_BYTES + 12_345)
      expect(await store.put({ bucket: BUCKET, key: 'large', content, contentType: 'application/octet-stream', mode: 'fail' }, signal)).toEqual({
        written: true,
      })
      expect(await store.put({ bucket: BUCKET, key: 'large', content, contentType: 'application/octet-stream', mode: 'fail' }, signal)).toEqual({
        written: false,
      })
      const { head, body } = await store.get({ bucket: BUCKET, key: 'large' }, 100 * 1024 * 1024, signal)
      const hash = createHash('sha256')
      let pieces = 0
      for await (const piece of body) {
        hash.update(piece)
        pieces++
      }
      expect([hash.digest('hex'), head.sha256]).toEqual([content.sha256, content.sha256])
      expect(pieces).toBeGreaterThan(10)
    })

    it('of which a part is missing when they are read leave nothing behind', async () => {
      const { store } = await open()
      const whole = largeContent(2 * PART_BYTES)
      const content: ObjectContent = {
        ...whole,
        async *read() {
          for await (const piece of whole.read()) yield piece
          throw new Error('the file has changed')
        },
      }
      await expect(store.put({ bucket: BUCKET, key: 'x/large', content, contentType: 'a/b', mode: 'overwrite' }, signal)).rejects.toThrow(
        'the file has changed',
      )
      expect(await keysOf(store)).toEqual([[]])
    })

    it('are not begun once called off', async () => {
      const { store } = await open()
      const off = AbortSignal.abort(new Error('called off'))
      await expect(store.put({ bucket: BUCKET, key: 'a', content: contentOfText('a'), contentType: 'a/b', mode: 'overwrite' }, off)).rejects.toThrow(
        'called off',
      )
      await expect(store.get({ bucket: BUCKET, key: 'a' }, 10, off)).rejects.toThrow('called off')
      await expect(store.list({ bucket: BUCKET, prefix: '', after: null, limit: 10 }, off)).rejects.toThrow('called off')
      await expect(store.delete({ bucket: BUCKET, key: 'a' }, off)).rejects.toThrow('called off')
    })

    it('that were changed behind its back are not taken for what was put', async () => {
      const { store, damage } = await open()
      await put(store, 'a', 'right')
      await damage(BUCKET, 'a')
      expect(await put(store, 'a', 'right').catch((error: unknown) => error)).toBeDefined()
      const text = await read(store, 'a').catch((error: unknown) => error)
      if (text instanceof Error) expect(text).toMatchObject({ code: 'response_invalid' })
      else expect(text).toBe('right')
    })
  })
}
