import { createHash } from 'node:crypto'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { readFile, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Json } from '../../contract/json'
import { Egress } from '../../connectors/egress/egress'
import { FolderObjects } from '../../connectors/objects/folder-objects'
import { type S3Server, startS3Server } from '../../testing/s3-server/s3-server'
import { stepContext, type TestContext } from '../../testing/step-context'
import { describeStepKind, runStep } from '../../testing/step.testsuite'
import { objectStep } from './object-step'

vi.setConfig({ testTimeout: 30_000 })

let server: S3Server
beforeAll(async () => {
  server = await startS3Server()
})
afterAll(() => server.stop())
beforeEach(() => {
  server.objects.clear()
  server.fault = () => false
})

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'signalbox-objects-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const egress = new Egress({ rules: async () => ({ allowedPrivateHosts: ['127.0.0.1'], own: [] }) })
const kind = objectStep({ egress, objects: new FolderObjects(folder) })

const place = { bucket: 'reports', key: 'a' }
const stored = (config: Record<string, Json>) => async (context: TestContext) => {
  const outcome = await runStep(kind, { action: 'put', ...place, ...config }, context)
  if (outcome.kind !== 'succeeded') throw new Error(JSON.stringify(outcome))
}

describeStepKind({
  kind,
  good: [
    { name: 'put text', config: { action: 'put', ...place, text: 'x' } },
    { name: 'put JSON', config: { action: 'put', ...place, key: 'deep/er/b.json', json: null } },
    {
      name: 'put a file',
      config: { action: 'put', ...place, key: 'c', file: 'f', content_type: 'text/csv;charset=utf-8' },
      prepare: ({ folders }) => writeFile(join(folders.pipeline, 'f'), 'x'),
    },
    { name: 'get', config: { action: 'get', ...place, as: 'text' }, prepare: stored({ text: 'x' }) },
    { name: 'get JSON', config: { action: 'get', ...place, as: 'json' }, prepare: stored({ json: { a: [1] } }) },
    { name: 'get base64', config: { action: 'get', ...place, as: 'base64' }, prepare: stored({ text: 'x' }) },
    { name: 'get into a file', config: { action: 'get', ...place, file: 'sub/out' }, prepare: stored({ text: 'x' }) },
    { name: 'list', config: { action: 'list', bucket: 'reports', prefix: 'a', after: null } },
    { name: 'delete', config: { action: 'delete', ...place, key: 'gone' } },
  ],
  bad: [
    { name: 'no action', config: place },
    { name: 'no bucket', config: { action: 'get', key: 'a' } },
    { name: 'a bucket outside', config: { action: 'get', bucket: '../x', key: 'a' } },
    { name: 'a bucket of notes', config: { action: 'get', bucket: '.about', key: 'a' } },
    ...['', '/a', 'a/', 'a//b', '../a', 'a/./b', 'a\0b', 'a\nb', '\ud800', 'x'.repeat(1025)].map((key) => ({
      name: `the key ${JSON.stringify(key.slice(0, 10))}`,
      config: { action: 'get', bucket: 'reports', key },
    })),
    { name: 'text and JSON', config: { action: 'put', ...place, text: '', json: 1 } },
    { name: 'nothing to put', config: { action: 'put', ...place } },
    { name: 'two places for what is got', config: { action: 'get', ...place, as: 'text', file: 'x' } },
    { name: 'a type that could be two headers', config: { action: 'put', ...place, text: '', content_type: 'a/b\r\nx: y' } },
    { name: 'a store that is none', config: { action: 'list', bucket: 'reports', store: 'ftp' } },
    { name: 'no key to a store', config: { action: 'list', bucket: 'reports', store: { s3: { endpoint: 'https://x.example' } } } },
    {
      name: 'an endpoint that is none',
      config: { action: 'list', bucket: 'reports', store: { s3: { endpoint: 'ftp://x.example', access_key_id: 'a', secret_access_key: 'b' } } },
    },
  ],
  failing: [
    { name: 'nothing there', config: { action: 'get', ...place, key: 'gone' }, code: 'object_not_found' },
    { name: 'another content there', config: { action: 'put', ...place, text: 'other', mode: 'fail' }, prepare: stored({ text: 'x' }), code: 'object_exists' },
    { name: 'no JSON', config: { action: 'get', ...place, as: 'json' }, prepare: stored({ text: '{' }), code: 'parse_failed' },
    {
      name: 'no text',
      config: { action: 'get', ...place },
      prepare: async (context) => {
        await writeFile(join(context.folders.pipeline, 'f'), Buffer.from([0xff]))
        await stored({ file: 'f' })(context)
      },
      code: 'parse_failed',
    },
    { name: 'a file that is not there', config: { action: 'put', ...place, file: 'gone' }, code: 'file_not_found' },
    { name: 'a file elsewhere', config: { action: 'put', ...place, file: '/etc/hostname' }, code: 'path_outside_root' },
    { name: 'a file made elsewhere', config: { action: 'get', ...place, file: '../x' }, prepare: stored({ text: 'x' }), code: 'path_outside_root' },
    { name: 'larger than asked for', config: { action: 'get', ...place, max_bytes: 1 }, prepare: stored({ text: 'xy' }), code: 'file_too_large' },
    {
      name: 'a private address',
      config: { action: 'list', bucket: 'reports', store: { s3: { endpoint: 'http://10.0.0.1', access_key_id: 'a', secret_access_key: 'b' } } },
      code: 'address_refused',
    },
  ],
  slow: [
    {
      name: 'a large file',
      config: { action: 'put', ...place, file: 'large' },
      prepare: async ({ folders }) => {
        await writeFile(join(folders.pipeline, 'large'), '')
        await truncate(join(folders.pipeline, 'large'), 200 * 1024 ** 3)
      },
    },
  ],
  tooLarge: [
    {
      name: 'a large value',
      config: { action: 'get', ...place, key: 'large' },
      prepare: async (context) => {
        await writeFile(join(context.folders.pipeline, 'large'), '')
        await truncate(join(context.folders.pipeline, 'large'), 65 * 1024 * 1024)
        await stored({ key: 'large', file: 'large' })(context)
      },
    },
  ],
})

describe('a store that speaks S3', () => {
  const s3 = (change: Record<string, Json> = {}) => ({
    s3: { endpoint: server.endpoint, region: server.key.region, access_key_id: server.key.id, secret_access_key: server.key.secret, ...change },
  })
  const run = async (config: Record<string, Json>, context?: TestContext) => runStep(kind, config, context ?? (await stepContext({ now: () => Date.now() })))

  it('keeps what it is given, and gives it out as a value or into a file', async () => {
    const context = await stepContext({ now: () => Date.now() })
    const sha256 = createHash('sha256').update('[1,"ü"]').digest('hex')
    const about = { ...place, bytes: 8, sha256, content_type: 'application/json' }
    expect(await run({ action: 'put', store: s3(), ...place, json: [1, 'ü'] }, context)).toEqual({ kind: 'succeeded', output: { ...about, written: true } })
    expect(await run({ action: 'put', store: s3(), ...place, json: [1, 'ü'] }, context)).toEqual({ kind: 'succeeded', output: { ...about, written: false } })
    expect(await run({ action: 'get', store: s3(), ...place, as: 'json' }, context)).toEqual({ kind: 'succeeded', output: { ...about, value: [1, 'ü'] } })
    const path = join(context.folders.pipeline, 'out.json')
    expect(await run({ action: 'get', store: s3(), ...place, file: 'out.json' }, context)).toEqual({ kind: 'succeeded', output: { ...about, path } })
    expect(await readFile(path, 'utf8')).toBe('[1,"ü"]')
    expect(await run({ action: 'list', store: s3(), bucket: 'reports' })).toMatchObject({ output: { objects: [{ key: 'a', bytes: 8 }], next: null } })
    expect(await run({ action: 'delete', store: s3(), ...place })).toEqual({ kind: 'succeeded', output: place })
    expect(server.objects.size).toBe(0)
  })

  it('that is busy lets the step be tried again', async () => {
    server.fault = (_, response) => {
      response.writeHead(503, { 'retry-after': '3' }).end()
      return true
    }
    expect(await run({ action: 'list', store: s3(), bucket: 'reports' })).toMatchObject({
      kind: 'failed',
      code: 'http_unavailable',
      retryable: true,
      retryAfterMs: 3000,
    })
  })

  it('that sends a secret back has it masked before anything is cut', async () => {
    server.fault = (_, response) => {
      response.writeHead(403).end(`<Error><Code>AccessDenied</Code><Message>${'x'.repeat(170)} ${server.key.secret}</Message></Error>`)
      return true
    }
    const context = await stepContext({ mask: (text) => text.replaceAll(server.key.secret, '•••') })
    expect(JSON.stringify(await run({ action: 'list', store: s3(), bucket: 'reports' }, context))).not.toContain('test/sec')
  })

  it('that breaks off in the middle of an object leaves no file', async () => {
    const context = await stepContext({ now: () => Date.now() })
    await run({ action: 'put', store: s3(), ...place, text: 'x'.repeat(100_000) }, context)
    server.fault = ({ method }, response) => {
      if (method !== 'GET') return false
      response.writeHead(200, { 'content-length': '100000' })
      response.write('x'.repeat(50_000), () => response.destroy())
      return true
    }
    expect(await run({ action: 'get', store: s3(), ...place, file: 'out' }, context)).toMatchObject({ kind: 'failed', code: 'connection_failed' })
    await expect(readFile(join(context.folders.pipeline, 'out'))).rejects.toThrow('ENOENT')
  })

  it('that hangs is left within a second, its connection closed', async () => {
    server.fault = () => true
    const context = await stepContext()
    const running = run({ action: 'list', store: s3(), bucket: 'reports' }, context)
    const ended = expect(running).rejects.toThrow('called off')
    await expect.poll(() => server.connections()).toBeGreaterThan(0)
    const at = performance.now()
    context.abort.abort(new Error('called off'))
    await ended
    expect(performance.now() - at).toBeLessThan(1000)
    await expect.poll(() => server.connections()).toBe(0)
  })
})
