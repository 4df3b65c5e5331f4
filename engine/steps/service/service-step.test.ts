import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Json, JsonObject } from '../../contract/json'
import type { PollSettings, ServiceEntry } from '../../contract/service'
import { Egress } from '../../connectors/egress/egress'
import { EngineError } from '../../core/shared/engine-error'
import type { Services } from '../../ports/services'
import type { StepContext } from '../../ports/step-kind'
import { rawServer, reply } from '../../testing/raw-server'
import { samplePoll, sampleService } from '../../testing/sample-service'
import { stepContext, type TestContext } from '../../testing/step-context'
import { describeStepKind, runStep } from '../../testing/step.testsuite'
import { serviceStep } from './service-step'

const KEY = 'sesame-open-up'
const egress = new Egress({ rules: async () => ({ allowedPrivateHosts: [], own: [] }) })

function rosterOf(entries: readonly ServiceEntry[]): Services {
  return {
    all: async () => entries,
    get: async (name) => {
      const found = entries.find((each) => each.name === name)
      if (found === undefined) throw new EngineError('service_not_found', `There is no service "${name}".`)
      const { apiKey, ...service } = found
      return { ...service, key: apiKey === null ? null : KEY }
    },
  }
}

const kindOf = (...entries: readonly ServiceEntry[]) => serviceStep({ egress, services: rosterOf(entries) })

interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A downstream system that answers as a test says, and writes down who asked what. */
async function downstream(answer: (response: ServerResponse, asked: Asked) => void): Promise<{ readonly baseUrl: string; readonly asked: Asked[] }> {
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
  return { baseUrl: addressOf(server.address()), asked }
}

const addressOf = (address: AddressInfo | string | null): string => `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`

const json = (response: ServerResponse, value: Json, status = 200, headers: Readonly<Record<string, string>> = {}): void =>
  void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))

/** One server for the suite, whose configs cannot wait for a port. */
const fixed = createServer((request, response) => {
  const path = request.url ?? ''
  if (path === '/silent' || path === '/jobs/silent') return
  if (path.startsWith('/jobs/')) json(response, { status: path.slice('/jobs/'.length), result: { minutes: 3 }, error: 'no frames' })
  else if (path.startsWith('/submit/')) json(response, { job_id: path.slice('/submit/'.length) }, 202)
  else if (path === '/large') response.end('x'.repeat(2000))
  else if (path === '/missing') response.writeHead(404).end('no such thing')
  else if (path === '/moved') response.writeHead(307, { location: '/run' }).end()
  else if (path === '/busy') response.writeHead(503).end('busy')
  else if (path === '/broken') response.writeHead(200, { 'content-type': 'application/json' }).end('{')
  else json(response, { ok: true })
}).listen(0, '127.0.0.1')
await once(fixed, 'listening')
fixed.unref()
const baseUrl = addressOf(fixed.address())

const jobs = (name: string, poll: Partial<PollSettings> = {}, change: Partial<ServiceEntry> = {}) => sampleService({ name, baseUrl, poll: samplePoll(poll), ...change })

describeStepKind({
  kind: kindOf(
    sampleService({ name: 'plain', baseUrl, apiKey: 'KEY' }),
    sampleService({ name: 'hasty', baseUrl, timeoutMs: 100 }),
    sampleService({ name: 'gone', baseUrl: 'http://127.0.0.1:1' }),
    sampleService({ name: 'credentials', baseUrl: 'http://169.254.169.254' }),
    jobs('video'),
    jobs('lost', { job: 'nowhere' }),
    jobs('mute', { status: 'nowhere' }),
    jobs('empty', { result: 'nowhere' }),
    jobs('elsewhere', { job: 'job_id', statusPath: null }),
  ),
  good: [
    { name: 'a call', config: { service: 'plain', body: { prompt: 'A plan' } } },
    { name: 'a path, a method and a query of its own', config: { service: 'plain', path: '/list', method: 'GET', query: { a: [1, 'b'] }, headers: { 'X-N': 5 } } },
    { name: 'text', config: { service: 'plain', path: '/large' } },
    { name: 'a job', config: { service: 'video', path: '/submit/done' } },
    { name: 'an address of the status', config: { service: 'elsewhere', path: '/submit//jobs/done' } },
  ],
  bad: [
    { name: 'no service', config: { body: 1 } },
    { name: 'a path that is none', config: { service: 'plain', path: 'run' } },
    { name: 'a whole address', config: { service: 'plain', path: 'http://example.com/' } },
    { name: 'a method that is none', config: { service: 'plain', method: 'BREW' } },
    { name: 'a limit beyond the limit', config: { service: 'plain', max_bytes: 1e9 } },
  ],
  failing: [
    { name: 'a service that is not there', config: { service: 'nobody' }, code: 'service_not_found' },
    { name: 'nobody there', config: { service: 'gone' }, code: 'connection_failed' },
    { name: "a cloud's credentials", config: { service: 'credentials' }, code: 'address_refused' },
    { name: 'a missing path', config: { service: 'plain', path: '/missing' }, code: 'http_failed' },
    { name: 'a redirect', config: { service: 'plain', path: '/moved' }, code: 'http_failed' },
    { name: 'a busy service', config: { service: 'plain', path: '/busy' }, code: 'http_unavailable' },
    { name: 'JSON that is none', config: { service: 'plain', path: '/broken' }, code: 'response_invalid' },
    { name: 'too much', config: { service: 'plain', path: '/large', max_bytes: 1999 }, code: 'response_too_large' },
    { name: 'silence', config: { service: 'hasty', path: '/silent' }, code: 'timeout' },
    { name: 'a header that carries the key', config: { service: 'plain', headers: { internal_api_key: 'own' } }, code: 'step_config_invalid' },
    { name: 'an idempotency key of its own', config: { service: 'plain', headers: { 'Idempotency-Key': 'own' } }, code: 'step_config_invalid' },
    { name: 'a job that fails', config: { service: 'video', path: '/submit/failed' }, code: 'step_failed' },
    { name: 'a job without an id', config: { service: 'lost', path: '/submit/done' }, code: 'response_invalid' },
    { name: 'a job without a status', config: { service: 'mute', path: '/submit/done' }, code: 'response_invalid' },
    { name: 'a job without a result', config: { service: 'empty', path: '/submit/done' }, code: 'response_invalid' },
    { name: 'a status at another host', config: { service: 'elsewhere', path: '/submit/http://example.com/' }, code: 'address_refused' },
  ],
  slow: [
    { name: 'a service that does not answer', config: { service: 'plain', path: '/silent' } },
    { name: 'a job that goes on', config: { service: 'video', path: '/submit/running' } },
    { name: 'a job that cannot be asked about', config: { service: 'video', path: '/submit/silent' } },
  ],
  tooLarge: [],
})

/** Runs a step on a service that answers as a test says. */
async function stepOn(answer: (response: ServerResponse, asked: Asked) => void, change: Partial<ServiceEntry> = {}) {
  const { baseUrl: here, asked } = await downstream(answer)
  const kind = kindOf(sampleService({ name: 'here', baseUrl: here, ...change }))
  return { asked, run: async (config: JsonObject = {}, context?: TestContext) => runStep(kind, { service: 'here', ...config }, context ?? (await stepContext())) }
}

describe('what is sent', () => {
  it('goes to the path of the roster with its method, the key, and the same idempotency key on every attempt', async () => {
    const { asked, run } = await stepOn((response) => json(response, null), { method: 'PUT', path: '/v1/plans?draft=1', apiKey: 'KEY' })
    const context = await stepContext()
    await run({ body: { prompt: 'ö' }, query: { lang: 'de' }, headers: { 'X-Run': 7 } }, context)
    await run({ body: { prompt: 'ö' } }, { ...context, attempt: 2 })
    expect(asked[0]).toMatchObject({ method: 'PUT', url: '/v1/plans?draft=1&lang=de', body: '{"prompt":"ö"}' })
    expect(asked[0]?.headers).toMatchObject({ internal_api_key: KEY, 'content-type': 'application/json', 'idempotency-key': context.idempotencyKey, 'x-run': '7', 'user-agent': 'signalbox' })
    expect(asked[1]?.headers['idempotency-key']).toBe(context.idempotencyKey)
  })

  it('carries the key in the header that the roster names, and none where there is none', async () => {
    const named = await stepOn((response) => json(response, null), { apiKey: 'KEY', apiKeyHeader: 'Authorization' })
    await named.run()
    expect(named.asked[0]?.headers).toMatchObject({ authorization: KEY })
    expect(named.asked[0]?.headers).not.toHaveProperty('content-type')
    const keyless = await stepOn((response) => json(response, null))
    await keyless.run()
    expect(keyless.asked[0]?.headers).not.toHaveProperty('internal_api_key')
  })

  it('does not follow where a reply leads, so that the key goes nowhere else', async () => {
    const { asked, run } = await stepOn((response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), { apiKey: 'KEY' })
    expect(await run()).toMatchObject({ kind: 'failed', code: 'http_failed', retryable: false, details: { status: 302 } })
    expect(asked).toHaveLength(1)
  })
})

describe('a failure', () => {
  it.each([
    [408, true],
    [425, true],
    [429, true],
    [500, true],
    [503, true],
    [400, false],
    [401, false],
    [404, false],
    [409, false],
    [422, false],
  ])('with status %d is tried again: %s', async (status, retryable) => {
    const { run } = await stepOn((response) => json(response, { why: 'because' }, status, { 'retry-after': '7' }))
    expect(await run()).toMatchObject({
      kind: 'failed',
      code: retryable ? 'http_unavailable' : 'http_failed',
      message: expect.stringContaining('The service "here" answered with status'),
      retryable,
      ...(retryable && { retryAfterMs: 7000 }),
    })
  })

  it('in the middle of the reply is one of the connection', async () => {
    const { port } = await rawServer((socket) => void socket.end(reply('200 OK', { 'content-type': 'application/json' }, '{"a":1}').subarray(0, -3)))
    const kind = kindOf(sampleService({ name: 'here', baseUrl: `http://127.0.0.1:${port}` }))
    expect(await runStep(kind, { service: 'here' }, await stepContext())).toMatchObject({ code: 'connection_failed', retryable: true })
  })

  it('is masked before it is cut', async () => {
    const { run } = await stepOn((response) => void response.writeHead(400).end(`no ${KEY}`))
    const context = await stepContext({ mask: (text) => text.replaceAll(KEY, '•••') })
    expect(await run({}, context)).toMatchObject({ message: 'The service "here" answered with status 400: no •••' })
  })
})

interface JobServer {
  readonly asked: readonly Asked[]
  /** Submissions with different idempotency keys. */
  readonly jobs: ReadonlyMap<string, string>
  run(context?: TestContext, config?: JsonObject): ReturnType<typeof runStep>
}

/** A service that takes jobs and knows by its idempotency key one that it has. `stands` answers the nth question about it. */
async function jobServer(stands: (response: ServerResponse, question: number, asked: Asked) => void, poll: Partial<PollSettings> = {}, change: Partial<ServiceEntry> = {}): Promise<JobServer> {
  const known = new Map<string, string>()
  let questions = 0
  const { asked, run } = await stepOn(
    (response, each) => {
      const key = each.headers['idempotency-key']
      if (typeof key !== 'string') return stands(response, questions++, each)
      known.set(key, known.get(key) ?? `job ${known.size + 1}`)
      return json(response, { data: { id: known.get(key) ?? '' } }, 202)
    },
    { poll: samplePoll({ job: 'data.id', ...poll }), ...change },
  )
  return { asked, jobs: known, run: (context, config) => run(config, context) }
}

const realTime = (change: Partial<StepContext> = {}) => stepContext({ now: () => Date.now(), ...change })

describe('a job', () => {
  it('is submitted once, asked about until it is done, and gives out its result', async () => {
    const { asked, run } = await jobServer((response, question) => json(response, question < 2 ? { status: `RUNNING_${question}` } : { status: 'Done', result: [1, 2] }), {}, { apiKey: 'KEY' })
    const context = await stepContext()
    expect(await run(context)).toEqual({ kind: 'succeeded', output: [1, 2] })
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /run', 'GET /jobs/job%201', 'GET /jobs/job%201', 'GET /jobs/job%201'])
    expect(asked.map(({ headers }) => headers['internal_api_key'])).toEqual([KEY, KEY, KEY, KEY])
    expect(context.lines.map(({ text }) => text)).toEqual(['The service "here" took the job job 1.', 'The job stands at RUNNING_0.', 'The job stands at RUNNING_1.', 'The job stands at Done.'])
  })

  it('of another attempt is the one that the service has', async () => {
    const { jobs: known, run } = await jobServer((response, question) => (question === 0 ? void response.writeHead(500).end() : json(response, { status: 'done', result: 1 })))
    const context = await stepContext()
    context.abort.abort(new EngineError('timeout', 'It took too long.'))
    await expect(run(context)).rejects.toThrow('took too long')
    const next = { ...(await stepContext()), idempotencyKey: context.idempotencyKey, attempt: 2 }
    await run(next)
    await run({ ...next, attempt: 3 })
    expect(known.size).toBe(1)
  })

  it('gives out the whole last reply unless a place is named', async () => {
    const { run } = await jobServer((response) => json(response, { status: true, pages: 3 }), { result: null, done: ['true'] })
    expect(await run()).toEqual({ kind: 'succeeded', output: { status: true, pages: 3 } })
  })

  it('that failed is not tried again, and says why', async () => {
    const { run } = await jobServer((response) => json(response, { status: 'FAILED', error: 'no frames' }))
    expect(await run()).toEqual({ kind: 'failed', code: 'step_failed', message: 'The service "here" could not do the job: no frames', retryable: false, details: { job: 'job 1', status: 'FAILED' } })
  })

  it('is not lost when it cannot be asked about for a moment', async () => {
    const { run } = await jobServer((response, question) => {
      if (question === 0) response.socket?.destroy()
      else if (question === 1) json(response, 'busy', 503)
      else json(response, { status: 'done', result: 'late' })
    })
    const context = await stepContext()
    expect(await run(context)).toEqual({ kind: 'succeeded', output: 'late' })
    expect(context.lines.filter(({ level }) => level === 'warn')).toHaveLength(1)
  })

  it('that the service does not know any more has failed', async () => {
    const { run } = await jobServer((response) => json(response, 'gone', 404))
    expect(await run()).toMatchObject({ kind: 'failed', code: 'http_failed', retryable: false })
  })

  it('is not waited for longer than the roster says', async () => {
    const { run } = await jobServer((response) => json(response, { status: 'running' }), { deadlineMs: 1000, intervalMs: 300 })
    expect(await run(await realTime())).toMatchObject({ code: 'timeout', retryable: true, message: expect.stringMatching(/was not done with the job job 1 after 1 s\. It stood at running\.$/) })
  })

  it('is not waited for longer when the service falls silent', async () => {
    const { run } = await jobServer(() => undefined, { deadlineMs: 1000 })
    expect(await run(await realTime())).toMatchObject({ code: 'timeout', retryable: true })
  })

  it('is asked about no sooner than the service wishes', async () => {
    const times: number[] = []
    const { run } = await jobServer((response, question) => {
      times.push(performance.now())
      json(response, { status: question === 0 ? 'running' : 'done', result: null }, 200, { 'retry-after': '1' })
    })
    await run()
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(900)
  })
})

describe('when the attempt is stopped', () => {
  const forever = (response: ServerResponse, _: number, { method }: Asked) => (method === 'GET' ? json(response, { status: 'running' }) : json(response, null))
  const poll = { cancel: { method: 'DELETE', path: '/jobs/{id}/run' } } as const

  async function stopped(server: JobServer, reason: unknown): Promise<TestContext> {
    const context = await stepContext()
    const running = server.run(context)
    const ended = expect(running).rejects.toBe(reason)
    await expect.poll(() => server.asked.length).toBeGreaterThan(1)
    const at = performance.now()
    context.abort.abort(reason)
    await ended
    expect(performance.now() - at).toBeLessThan(1000)
    return context
  }

  const calledOff = ({ asked }: JobServer) => asked.filter(({ method }) => method === 'DELETE').map(({ url }) => url)

  it('by a cancel, the service is told', async () => {
    const server = await jobServer(forever, poll)
    const { lines } = await stopped(server, 'cancel')
    expect(calledOff(server)).toEqual(['/jobs/job%201/run'])
    expect(lines.at(-1)).toEqual({ level: 'info', text: 'The service "here" was told to call off the job job 1.' })
  })

  it('by a cancel, the address of the status can be what is told', async () => {
    const server = await jobServer(forever, { cancel: { method: 'DELETE', path: null } })
    await stopped(server, 'cancel')
    expect(calledOff(server)).toEqual(['/jobs/job%201'])
  })

  it('by a cancel, a service that does not listen holds nothing up', async () => {
    const server = await jobServer((response, _, { method }) => (method === 'GET' ? json(response, { status: 'running' }) : undefined), poll)
    const { lines } = await stopped(server, 'cancel')
    expect(lines.at(-1)).toMatchObject({ level: 'warn', text: expect.stringContaining('could not be told to call off the job job 1') })
  })

  it.each(['shutdown', new EngineError('timeout', 'It took too long.')])('by %s, the job goes on for the next attempt', async (reason) => {
    const server = await jobServer(forever, poll)
    await stopped(server, reason)
    expect(calledOff(server)).toEqual([])
  })
})

describe('the lane', () => {
  const { lane } = kindOf()
  it.each([
    [{ service: 'mailer' }, 'service:mailer'],
    [{ service: '${{ inputs.which }}' }, null],
    [{ service: 7 }, null],
    [{}, null],
  ])('of %j is %s', (template, name) => {
    expect(lane?.(template)).toBe(name)
  })
})
