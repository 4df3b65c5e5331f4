import { expect, onTestFinished, test } from 'vitest'
import * as z from 'zod'
import { openHttpServer } from './http-server'

const PAGE = { type: 'text/html', body: Buffer.from('page'), immutable: false }
const withCode = z.object({ code: z.string() })

test('before there is an engine the page is served, and everything else says that it is starting', async () => {
  const server = await openHttpServer({ port: 0, files: new Map([['/', PAGE]]), token: 'token', now: () => 0 })
  onTestFinished(() => server.close())
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, init)
    return { status: response.status, text: await response.text() }
  }
  expect(await ask('/')).toEqual({ status: 200, text: 'page' })
  expect((await ask('/health')).status).toBe(200)
  const headers = { authorization: 'Bearer token', 'content-type': 'application/json' }
  for (const { status, text } of [await ask('/ready'), await ask('/ticket', { method: 'POST', headers, body: '{}' })]) {
    expect([status, withCode.parse(JSON.parse(text)).code]).toEqual([503, 'engine_unavailable'])
  }
  expect((await ask('/ticket', { method: 'POST', headers: { ...headers, authorization: 'Bearer wrong' }, body: '{}' })).status).toBe(401)
})
