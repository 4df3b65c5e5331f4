import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Json } from '../../contract/json'
import { Egress } from '../../connectors/egress/egress'
import { stepContext, TEST_NOW } from '../../testing/step-context'
import { describeStepKind, runStep } from '../../testing/step.testsuite'
import { httpStep } from './http-step'

const here = httpStep(new Egress({ rules: async () => ({ allowedPrivateHosts: ['127.0.0.1'], own: [] }) }))

interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A server that answers as a test says; its address. */
async function serve(answer: (response: ServerResponse, asked: Asked) => void): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    let body = ''
    request
      .on('data', (chunk) => (body += String(chunk)))
      .on('end', () => {
        const each = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body }
        asked.push(each)
        answer(response, each)
      })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as { port: number }
  return { url: `http://127.0.0.1:${port}`, asked }
}

const json = (response: ServerResponse, value: Json, status = 200): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))

/** One server for the suite, whose configs cannot wait for a port. */
const fixed = createServer((request, response) => {
  if (request.url === '/silent') return
  if (request.url === '/large') response.end('x'.repeat(2000))
  else if (request.url === '/huge') response.end('x'.repeat(1024 * 1024 + 1))
  else if (request.url === '/missing') response.writeHead(404).end('no such thing')
  else if (request.url === '/busy') response.writeHead(503).end('<html>busy</html>')
  else if (request.url === '/broken') response.writeHead(200, { 'content-type': 'application/json' }).end('{')
  else json(response, { ok: true })
}).listen(0, '127.0.0.1')
await once(fixed, 'listening')
fixed.unref()
const base = `http://127.0.0.1:${(fixed.address() as { port: number }).port}`

describeStepKind({
  kind: here,
  good: [
    { name: 'a reading', config: { url: base } },
    { name: 'a sending', config: { url: base, method: 'POST', body: { json: { a: 1 } }, headers: { 'X-N': 5 }, query: { a: ['1', 2], b: true } } },
    { name: 'an expected failure', config: { url: `${base}/missing`, success_codes: [404] } },
    { name: 'base64', config: { url: base, parse: 'base64' } },
  ],
  bad: [
    { name: 'no address', config: {} },
    { name: 'a method that is none', config: { url: base, method: 'BREW' } },
    { name: 'CONNECT', config: { url: base, method: 'CONNECT' } },
    { name: 'two bodies', config: { url: base, body: { json: 1, text: 'a' } } },
    { name: 'an empty body', config: { url: base, body: {} } },
    { name: 'a limit beyond the limit', config: { url: base, max_bytes: 1e9 } },
    { name: 'very many headers', config: { url: base, headers: Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`x-${n}`, 'v'])) } },
  ],
  failing: [
    { name: 'a private address', config: { url: 'http://10.0.0.1/' }, code: 'address_refused' },
    { name: 'an address that is none', config: { url: 'nowhere' }, code: 'address_refused' },
    { name: 'nobody there', config: { url: 'http://127.0.0.1:1/' }, code: 'connection_failed' },
    { name: 'a missing page', config: { url: `${base}/missing` }, code: 'http_failed' },
    { name: 'a busy server', config: { url: `${base}/busy` }, code: 'http_unavailable' },
    { name: 'JSON that is none', config: { url: `${base}/broken` }, code: 'response_invalid' },
    { name: 'JSON that was asked for', config: { url: `${base}/large`, parse: 'json' }, code: 'response_invalid' },
    { name: 'more than is usual', config: { url: `${base}/huge` }, code: 'response_too_large' },
    { name: 'too much', config: { url: `${base}/large`, max_bytes: 1999 }, code: 'response_too_large' },
    { name: 'silence', config: { url: `${base}/silent`, idle_timeout_ms: 100 }, code: 'timeout' },
    { name: 'a header with a line break', config: { url: base, headers: { 'X-A': 'a\nb' } }, code: 'step_config_invalid' },
  ],
  slow: [{ name: 'a server that does not answer', config: { url: `${base}/silent` } }],
  tooLarge: [],
})

const output = async (config: Record<string, Json>): Promise<unknown> => {
  const outcome = await runStep(here, config, await stepContext())
  return outcome.kind === 'succeeded' ? outcome.output : outcome
}

describe('what is sent', () => {
  it.each([
    [{ json: { a: [1, 'ö'] } }, 'application/json', '{"a":[1,"ö"]}'],
    [{ json: null }, 'application/json', 'null'],
    [{ text: 'plain' }, 'text/plain; charset=utf-8', 'plain'],
    [{ form: { a: '1 &', b: ['x', 2] } }, 'application/x-www-form-urlencoded', 'a=1+%26&b=x&b=2'],
  ])('is %j in its own form', async (body, type, text) => {
    const { url, asked } = await serve((response) => json(response, null))
    await output({ url, method: 'POST', body })
    expect(asked).toMatchObject([{ method: 'POST', headers: { 'content-type': type, 'user-agent': 'signalbox' }, body: text }])
  })

  it('has the query added to what the address has', async () => {
    const { url, asked } = await serve((response) => json(response, null))
    for (const path of ['/', '/?a=1', '/?a=1#part']) await output({ url: `${url}${path}`, query: { q: 'x y&', n: [1, 2] } })
    expect(asked.map((each) => each.url)).toEqual(['/?q=x+y%26&n=1&n=2', '/?a=1&q=x+y%26&n=1&n=2', '/?a=1&q=x+y%26&n=1&n=2'])
  })

  it('carries the same key on every try when it changes something', async () => {
    const { url, asked } = await serve((response) => json(response, null))
    const context = await stepContext()
    for (const method of ['POST', 'POST', 'DELETE', 'GET', 'HEAD']) await runStep(here, { url, method }, context)
    await runStep(here, { url, method: 'PUT', headers: { 'Idempotency-Key': 'own' } }, context)
    const key = context.idempotencyKey
    expect(asked.map((each) => each.headers['idempotency-key'])).toEqual([key, key, key, undefined, undefined, 'own'])
  })
})

describe('what comes back', () => {
  it.each([
    ['application/json', '{"a":1}', { a: 1 }],
    ['application/problem+json; charset=utf-8', '[1]', [1]],
    ['text/plain', '{"a":1}', '{"a":1}'],
    ['text/html; charset=iso-8859-1', Buffer.from('caf\xe9', 'latin1'), 'café'],
    ['text/plain; charset=nonsense', 'café', 'café'],
    ['', 'unsaid', 'unsaid'],
    ['application/json', '', null],
  ])('as %s becomes a value', async (type, body, value) => {
    const { url } = await serve((response) => void response.writeHead(200, type === '' ? {} : { 'content-type': type }).end(body))
    expect(await output({ url })).toMatchObject({ status: 200, body: value, url: `${url}/` })
  })

  it.each([
    [408, 'http_unavailable', true],
    [425, 'http_unavailable', true],
    [429, 'http_unavailable', true],
    [500, 'http_unavailable', true],
    [502, 'http_unavailable', true],
    [503, 'http_unavailable', true],
    [400, 'http_failed', false],
    [401, 'http_failed', false],
    [404, 'http_failed', false],
    [409, 'http_failed', false],
    [422, 'http_failed', false],
    [304, 'http_failed', false],
  ])('with status %d is %s', async (status, code, retryable) => {
    const { url } = await serve((response) => void response.writeHead(status).end(status === 304 ? '' : 'because'))
    expect(await output({ url })).toMatchObject({ kind: 'failed', code, retryable, details: { status } })
  })

  it('is judged the same a hundred times, whatever stands in it', async () => {
    const replies = [
      [429, { 'retry-after': '7' }, '', 'http_unavailable', 7000],
      [429, { 'retry-after': '-5' }, '', 'http_unavailable', undefined],
      [429, { 'retry-after': '99999999999999' }, '', 'http_unavailable', 86_400_000],
      [429, { 'retry-after': new Date(TEST_NOW + 60_000).toUTCString() }, '', 'http_unavailable', 60_000],
      [429, {}, '', 'http_unavailable', undefined],
      [500, {}, 'because', 'http_unavailable', undefined],
      [502, { 'content-type': 'text/html' }, '<html><h1>Bad Gateway</h1></html>', 'http_unavailable', undefined],
      [503, {}, '', 'http_unavailable', undefined],
    ] as const
    for (const [status, headers, body, code, ms] of replies) {
      const { url } = await serve((response) => void response.writeHead(status, headers).end(body))
      for (let time = 0; time < 100; time++) {
        const outcome = await output({ url })
        expect(outcome).toMatchObject({ kind: 'failed', code, retryable: true, details: { status } })
        expect(Reflect.get(Object(outcome), 'retryAfterMs')).toBe(ms)
      }
    }
  })

  it.each([
    ['7', 7000],
    ['0', 0],
    ['1.5', 1500],
    [new Date(TEST_NOW + 60_000).toUTCString(), 60_000],
    [new Date(TEST_NOW - 60_000).toUTCString(), undefined],
    ['99999999999999', 86_400_000],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 86_400_000],
    ['-5', undefined],
    ['soon', undefined],
    ['', undefined],
    ['1e99', undefined],
    ['Infinity', undefined],
  ])('and asks to wait for %j', async (wish, ms) => {
    const { url } = await serve((response) => void response.writeHead(429, { 'retry-after': wish }).end())
    const outcome = await output({ url })
    expect(Reflect.get(Object(outcome), 'retryAfterMs')).toBe(ms)
  })

  it('with a failure is shown cut, and a page of HTML is not quoted', async () => {
    const { url } = await serve(
      (response, { url: path }) => void response.writeHead(502).end(path === '/html' ? '<html><h1>Bad gateway</h1></html>' : `it\n broke ${'x'.repeat(5000)}`),
    )
    const outcome = (await output({ url })) as { message: string; details: { body: string } }
    expect(outcome.message).toMatch(/answered with status 502: it broke x+…$/)
    expect(outcome.details.body.length).toBeLessThan(2100)
    expect(await output({ url: `${url}/html` })).toMatchObject({ message: `${url.slice(7)} answered with status 502` })
  })
})
