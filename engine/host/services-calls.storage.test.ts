import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startEngine } from '../testing/engine-harness'
import { sampleService } from '../testing/sample-service'

async function engine() {
  const harness = await startEngine({ behaviours: {} })
  onTestFinished(() => harness.stop())
  return harness.engine.client
}

async function mailServer() {
  const keys = new Set<unknown>()
  const calls: string[] = []
  const server = createServer((request, response) => {
    keys.add(request.headers['idempotency-key'])
    calls.push(request.url ?? '')
    if (request.url === '/busy') response.writeHead(503).end('busy')
    else if (request.url === '/health') response.writeHead(503).end(String(request.headers['internal_api_key']))
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"sent":true}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return { baseUrl: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, keys, calls }
}

describe('services, as they are called', () => {
  test('are kept, checked with their key, and removed; what repeats the key is masked', async () => {
    const client = await engine()
    const { baseUrl } = await mailServer()
    await client.secrets.save({ name: 'TOKEN', value: 'sesame-open' })
    const mailer = sampleService({ name: 'mailer', baseUrl, apiKey: 'TOKEN' })
    expect(await client.services.save({ service: mailer })).toEqual(mailer)
    const check = await client.services.check({ name: 'mailer' })
    expect(check).toMatchObject({ ok: false, status: 503, error: { code: 'http_unavailable', message: 'The service "mailer" answered with status 503: •••' } })
    expect(await client.services.list()).toEqual({ services: [{ service: mailer, lastCheck: check }] })
    await client.services.remove({ name: 'mailer' })
    expect(await client.services.list()).toEqual({ services: [] })
    await expect(client.services.check({ name: 'mailer' })).rejects.toMatchObject({ code: 'service_not_found' })
  })

  test('are refused when an entry cannot be', async () => {
    const client = await engine()
    const entry = sampleService({ name: 'mailer', baseUrl: 'http://mailer' })
    for (const wrong of [{ name: 'mail er' }, { baseUrl: 'http://me:pass@mailer' }, { baseUrl: 'mailer' }, { path: 'run' }, { concurrency: 0 }, { apiKeyHeader: 'Idempotency-Key' }, { apiKeyHeader: 'a b' }])
      await expect(client.services.save({ service: { ...entry, ...wrong } })).rejects.toMatchObject({ code: 'request_invalid' })
  })

  test('are warned of when a file names one, or a model, that is not there', async () => {
    const client = await engine()
    const text = 'name: p\nsteps:\n  - { id: a, uses: service, with: { service: mialer } }\n  - { id: b, uses: llm, with: { model: fast, prompt: Hi } }'
    await client.services.save({ service: sampleService({ name: 'mailer', baseUrl: 'http://mailer' }) })
    const { problems } = await client.pipelines.validate({ text })
    expect(problems.map(({ severity, code, replacement }) => [severity, code, replacement])).toEqual([
      ['warning', 'unknown_service', 'mailer'],
      ['warning', 'unknown_model', null],
    ])
    await client.pipelines.save({ text })
  })

  test('refuse an expression as their name, since their places are known by it', async () => {
    const client = await engine()
    const { problems } = await client.pipelines.validate({ text: 'name: p\ninputs: { which: { type: string } }\nsteps:\n  - { id: a, uses: service, with: { service: "${{ inputs.which }}" } }' })
    expect(problems.map(({ severity, code }) => [severity, code])).toEqual([['error', 'expression_not_allowed']])
  })
})

test('a run calls a service and hands on what it answers', async () => {
  const client = await engine()
  const { baseUrl, keys } = await mailServer()
  await client.services.save({ service: sampleService({ name: 'mailer', baseUrl }) })
  const { pipelineId } = await client.pipelines.save({ text: 'name: p\nsteps:\n  - { id: a, uses: service, with: { service: mailer, body: { text: Hi } } }\noutputs: { sent: "${{ steps.a.output.sent }}" }' })
  const { runId } = await client.runs.start({ pipeline: pipelineId, input: {} })
  await expect.poll(async () => (await client.runs.get({ run: runId })).status, { timeout: 10_000 }).toBe('succeeded')
  expect((await client.runs.get({ run: runId })).output).toEqual({ kind: 'json', value: { sent: true } })
  expect(keys.size).toBe(1)
})

test('a step tries no more often than the roster allows', async () => {
  const client = await engine()
  const { baseUrl, keys, calls } = await mailServer()
  await client.services.save({ service: sampleService({ name: 'mailer', baseUrl, path: '/busy', maxAttempts: 2 }) })
  const { pipelineId } = await client.pipelines.save({ text: 'name: p\nsteps:\n  - { id: a, uses: service, retry: { attempts: 5, delay: 1ms }, with: { service: mailer } }' })
  const { runId } = await client.runs.start({ pipeline: pipelineId, input: {} })
  await expect.poll(async () => (await client.runs.get({ run: runId })).status, { timeout: 10_000 }).toBe('failed')
  expect([calls.length, keys.size]).toEqual([2, 1])
})
