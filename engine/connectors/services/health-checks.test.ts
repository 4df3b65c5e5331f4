import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ReadyService } from '../../ports/services'
import { sampleService } from '../../testing/sample-service'
import { Egress } from '../egress/egress'
import { HealthChecks } from './health-checks'

const entryAt = (baseUrl: string, healthPath: string | null = '/health') => sampleService({ name: 'video', baseUrl, healthPath })
const ready = ({ apiKey: _, ...service }: ReturnType<typeof entryAt>, key: string | null = null): ReadyService => ({ ...service, key })

async function healthServer(status: number, body = '') {
  const keys: (string | string[] | undefined)[] = []
  const server = createServer((request, response) => {
    keys.push(request.headers['internal_api_key'])
    response.writeHead(status).end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  return { baseUrl: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, keys }
}

function checks() {
  let now = 1000
  return new HealthChecks({ egress: new Egress({ rules: async () => ({ allowedPrivateHosts: [], own: [] }) }), clock: { now: () => (now += 5), callAt: () => () => undefined }, mask: (text) => text.replaceAll('sesame', '•••') })
}
const signal = new AbortController().signal

describe('a look at the health path', () => {
  it('tells status and latency, carries the key, and is remembered', async () => {
    const { baseUrl, keys } = await healthServer(204)
    const health = checks()
    const entry = entryAt(baseUrl)
    expect(health.last(entry)).toBeNull()
    const check = await health.check(ready(entry, 'sesame'), signal)
    expect(check).toEqual({ ok: true, at: 1005, tookMs: 5, status: 204 })
    expect(keys).toEqual(['sesame'])
    expect(health.last(entry)).toEqual(check)
  })

  it('is forgotten with the address that it was made at', async () => {
    const { baseUrl } = await healthServer(200)
    const health = checks()
    await health.check(ready(entryAt(baseUrl)), signal)
    expect([health.last(entryAt(baseUrl, '/ready')), health.last(entryAt(baseUrl, null)), health.last(entryAt('http://video:1'))]).toEqual([null, null, null])
  })

  it('tells why a service is not well', async () => {
    const { baseUrl } = await healthServer(503, 'warming up')
    expect(await checks().check(ready(entryAt(baseUrl)), signal)).toMatchObject({
      ok: false,
      status: 503,
      error: { code: 'http_unavailable', message: 'The service "video" answered with status 503: warming up' },
    })
    expect(await checks().check(ready(entryAt('http://127.0.0.1:1')), signal)).toMatchObject({ ok: false, status: null, error: { code: 'connection_failed' } })
  })

  it('masks what the service said before the rest of it is cut off', async () => {
    const { baseUrl } = await healthServer(500, `${'x'.repeat(197)}sesame`)
    expect(await checks().check(ready(entryAt(baseUrl)), signal)).toMatchObject({ error: { message: `The service "video" answered with status 500: ${'x'.repeat(197)}•••` } })
  })

  it('needs a path', async () => {
    await expect(checks().check(ready(entryAt('http://video:1', null)), signal)).rejects.toMatchObject({ code: 'request_invalid' })
  })
})
