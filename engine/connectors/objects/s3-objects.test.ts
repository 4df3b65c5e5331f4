import { createHash } from 'node:crypto'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type S3Server, startS3Server } from '../../testing/s3-server/s3-server'
import { Egress } from '../egress/egress'
import { readAll } from '../egress/read-all'
import { contentOfText } from './content'
import { describeObjectStore, largeContent } from '../../testing/objects.testsuite'
import { PART_BYTES } from './parts'
import { S3Objects } from './s3-objects'
import type { S3Account } from './s3-request'

vi.setConfig({ testTimeout: 30_000 })

const egress = new Egress({ rules: async () => ({ allowedPrivateHosts: ['127.0.0.1'], own: [] }) })

const storeAt = (server: S3Server, change: Partial<S3Account> = {}) =>
  new S3Objects({
    egress,
    account: {
      endpoint: server.endpoint,
      region: server.key.region,
      pathStyle: true,
      accessKeyId: server.key.id,
      secretAccessKey: server.key.secret,
      ...change,
    },
    now: () => Date.now(),
    mask: (text) => text,
  })

async function openServer() {
  const server = await startS3Server()
  onTestFinished(() => server.stop())
  return {
    server,
    store: storeAt(server),
    async damage(bucket: string, key: string) {
      const stored = server.objects.get(`${bucket}/${key}`)
      if (stored !== undefined) server.objects.set(`${bucket}/${key}`, { ...stored, body: Buffer.from('wrong') })
    },
  }
}

describeObjectStore('S3', openServer)

const put = (store: S3Objects, key: string, text: string, mode: 'overwrite' | 'fail' = 'overwrite', signal = new AbortController().signal) =>
  store.put({ bucket: 'reports', key, content: contentOfText(text), contentType: 'text/plain', mode }, signal)
const { signal } = new AbortController()

describe('a store that speaks S3', () => {
  it.each([
    ['another secret', { secretAccessKey: 'wrong' }, 'SignatureDoesNotMatch'],
    ['a key that it does not know', { accessKeyId: 'NOBODY' }, 'InvalidAccessKeyId'],
    ['another region', { region: 'us-east-1' }, 'Check the region'],
  ])('refuses %s, and the step is not tried again', async (_, change, said) => {
    const { server } = await openServer()
    const failure = await storeAt(server, change)
      .list({ bucket: 'reports', prefix: '', after: null, limit: 10 }, signal)
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'http_failed', message: expect.stringContaining(said), outcome: { retryable: false } })
  })

  it('that is busy is asked again later, not before it says', async () => {
    const { server, store } = await openServer()
    server.fault = (_, response) => {
      response
        .writeHead(503, { 'retry-after': '7', 'content-type': 'application/xml' })
        .end('<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>')
      return true
    }
    await expect(store.list({ bucket: 'reports', prefix: '', after: null, limit: 1 }, signal)).rejects.toMatchObject({
      outcome: { code: 'http_unavailable', retryable: true, retryAfterMs: 7000, message: expect.stringContaining('SlowDown: Reduce your request rate.') },
    })
  })

  it('that fails after it has begun to answer counts as failing', async () => {
    const { server, store } = await openServer()
    server.fault = ({ method, url }, response) => {
      if (method !== 'POST' || !url?.includes('uploadId=')) return false
      response
        .writeHead(200, { 'content-type': 'application/xml' })
        .end('<?xml version="1.0"?><Error><Code>InternalError</Code><Message>Try again.</Message></Error>')
      return true
    }
    await expect(
      store.put({ bucket: 'reports', key: 'large', content: largeContent(PART_BYTES + 1), contentType: 'a/b', mode: 'overwrite' }, signal),
    ).rejects.toMatchObject({ outcome: { code: 'http_unavailable', retryable: true } })
    expect(server.uploads.size).toBe(0)
  })

  it.each(['<html>Sign in</html>', '', 'nonsense', '<ListBucketResult'])('must answer as S3 does: %j', async (body) => {
    const { server, store } = await openServer()
    server.fault = (_, response) => {
      response.writeHead(200).end(body)
      return true
    }
    const answer = await store.list({ bucket: 'reports', prefix: '', after: null, limit: 1 }, signal).catch((error: unknown) => error)
    if (answer instanceof Error) expect(answer).toMatchObject({ code: 'response_invalid' })
    else expect(answer).toEqual({ objects: [], next: null })
  })

  it('names a bucket that is not there', async () => {
    const { store } = await openServer()
    await expect(store.list({ bucket: 'no-such-bucket', prefix: '', after: null, limit: 1 }, signal)).rejects.toMatchObject({
      code: 'object_not_found',
      message: expect.stringContaining('There is no bucket "no-such-bucket" at 127.0.0.1'),
    })
  })

  it('is reached only where steps may go', async () => {
    const { server } = await openServer()
    const store = new S3Objects({
      egress: new Egress({ rules: async () => ({ allowedPrivateHosts: [], own: [] }) }),
      account: { endpoint: server.endpoint, region: 'x', pathStyle: true, accessKeyId: 'a', secretAccessKey: 'b' },
      now: () => 0,
      mask: (text) => text,
    })
    await expect(put(store, 'a', '1')).rejects.toMatchObject({ code: 'address_refused' })
    expect(server.asked).toEqual([])
  })
})

describe('two that put the same key', () => {
  it('of which one must not replace: the first stays, and the same content is no conflict', async () => {
    const { server, store } = await openServer()
    let other = 'theirs'
    server.fault = ({ method }) => {
      // Between the look and the writing.
      if (method === 'PUT' && !server.objects.has('reports/a'))
        server.objects.set('reports/a', {
          body: Buffer.from(other),
          headers: { 'content-type': 'a/b', 'x-amz-meta-sha256': createHash('sha256').update(other).digest('hex') },
          at: 0,
        })
      return false
    }
    await expect(put(store, 'a', 'ours', 'fail')).rejects.toMatchObject({ code: 'object_exists' })
    server.objects.clear()
    other = 'ours'
    expect(await put(store, 'a', 'ours', 'fail')).toEqual({ written: false })
  })
})

describe('an upload in parts', () => {
  it('sends each part once, and shows only when it is complete', async () => {
    const { server, store } = await openServer()
    await store.put({ bucket: 'reports', key: 'large', content: largeContent(2 * PART_BYTES + 5), contentType: 'a/b', mode: 'overwrite' }, signal)
    expect(server.asked.map((asked) => asked.replace(/uploadId=[^&]*/, 'uploadId'))).toEqual([
      'HEAD /reports/large',
      'POST /reports/large?uploads=',
      'PUT /reports/large?partNumber=1&uploadId',
      'PUT /reports/large?partNumber=2&uploadId',
      'PUT /reports/large?partNumber=3&uploadId',
      'POST /reports/large?uploadId',
    ])
  })

  it('is called off with its step within a second, its parts and connections too', async () => {
    const { server, store } = await openServer()
    const abort = new AbortController()
    server.fault = (request) => {
      if (request.url?.includes('partNumber=2') !== true) return false
      request.resume()
      abort.abort(new Error('called off'))
      return true
    }
    const started = performance.now()
    await expect(
      store.put({ bucket: 'reports', key: 'large', content: largeContent(3 * PART_BYTES), contentType: 'a/b', mode: 'overwrite' }, abort.signal),
    ).rejects.toThrow('called off')
    expect(performance.now() - started).toBeLessThan(3000)
    expect([server.uploads.size, server.objects.size]).toEqual([0, 0])
    await expect.poll(() => server.connections()).toBe(0)
  })
})

describe('what comes back', () => {
  it('and is not what was put is a failure', async () => {
    const { store, damage } = await openServer()
    await put(store, 'a', 'right')
    await damage('reports', 'a')
    const { body } = await store.get({ bucket: 'reports', key: 'a' }, 100, signal)
    await expect(readAll(body)).rejects.toMatchObject({
      code: 'response_invalid',
      message: 'The object "a" came damaged: its content is not the one that was put.',
    })
  })
})
