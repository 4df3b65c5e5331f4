import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import * as z from 'zod'
import { TICKET_MS } from '../server/http/tickets'
import { eventually } from '../testing/engine-harness'
import { tempFolder } from '../testing/temp-folder'
import { clientOver, startServer, type Answer, type TestServer } from '../testing/test-server'

/** A server as a browser, a program, and whoever means harm find it. */

let folder: string
let under: TestServer

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-serve-'))
  under = await startServer(folder)
})
afterAll(async () => {
  await under.server.stop(0)
  rmSync(folder, { recursive: true, force: true })
})

const JSON_TYPE = { 'content-type': 'application/json' }
const problem = z.object({ type: z.literal('about:blank'), status: z.int(), detail: z.string(), code: z.string() })
const given = z.object({ ticket: z.string() })

const codeOf = ({ status, headers, body }: Answer): string => {
  expect(headers['content-type']).toBe('application/problem+json')
  const told = problem.parse(JSON.parse(body))
  expect(told.status).toBe(status)
  return told.code
}
/** Headers, one set after another. */
const each = (sets: readonly Readonly<Record<string, string>>[]) => sets
const ticket = async () =>
  given.parse(JSON.parse((await under.ask('/ticket', { method: 'POST', headers: { ...under.bearer, ...JSON_TYPE }, body: '{}' })).body)).ticket
const withTicket = (text: string) => ['signalbox', `ticket.${text}`]
const closeCode = (socket: WebSocket) => new Promise<number>((resolve) => socket.once('close', resolve))
const HANDSHAKE = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'
/** A connection that was let in, of a client that does not know what a frame is. */
async function rawConnection({ connect, port, bearer }: TestServer) {
  const raw = await connect()
  raw.on('error', () => undefined)
  const answered = new Promise((resolve) => raw.once('data', resolve))
  raw.write(`GET /rpc HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: ${bearer.authorization}\r\n${HANDSHAKE}`)
  expect(String(await answered)).toMatch(/^HTTP\/1.1 101 /)
  return { raw, ended: new Promise((resolve) => raw.once('close', resolve)) }
}

describe('the page', () => {
  test('is served, and may do what it must and no more', async () => {
    const page = await under.ask('/')
    expect(page).toMatchObject({ status: 200, body: '<!doctype html><title>page</title>' })
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
    })
    const policy = page.headers['content-security-policy'] ?? ''
    for (const rule of ["default-src 'none'", "script-src 'self';", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"])
      expect(policy).toContain(rule)
    expect(page.headers['set-cookie']).toBeUndefined()
    expect(page.headers['access-control-allow-origin']).toBeUndefined()
  })

  test('has files that browsers may keep, and a head for those who only look', async () => {
    const script = await under.ask('/assets/index-abc.js')
    expect(script.headers).toMatchObject({ 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'public, max-age=31536000, immutable' })
    expect(await under.ask('/?utm=1', { method: 'HEAD' })).toMatchObject({ status: 200, body: '', headers: { 'content-length': '34' } })
  })
})

describe('what is not there', () => {
  test.each([
    '/index.html',
    '/assets',
    '/assets/',
    '/nothing',
    '//',
    '/.',
    '/..',
    '/../data/server-token',
    '/assets/../../data/server-token',
    '/assets/..%2f..%2fdata%2fserver-token',
    '/%2e%2e/data/server-token',
    '/..\\data\\server-token',
    '/assets/index-abc.js%00.png',
    '/assets/index-abc.js/',
    '/constructor',
    '/__proto__',
    '/rpc',
    'http://evil.example/',
    '*',
  ])('GET %s', async (path) => {
    const answer = await under.ask(path)
    expect([answer.status, codeOf(answer)]).toEqual([404, 'route_not_found'])
  })

  test.each([
    ['POST', '/', 'GET, HEAD'],
    ['PUT', '/assets/index-abc.js', 'GET, HEAD'],
    ['DELETE', '/health', 'GET, HEAD'],
    ['OPTIONS', '/ticket', 'POST'],
    ['GET', '/ticket', 'POST'],
    ['PATCH', '/ready', 'GET, HEAD'],
  ])('%s %s', async (method, path, allow) => {
    const answer = await under.ask(path, { method })
    expect([answer.status, codeOf(answer), answer.headers.allow]).toEqual([405, 'method_not_allowed', allow])
  })
})

describe('whoever is not of this computer', () => {
  const evil = 'http://evil.example'
  test.each(['/', '/health', '/ready', '/ticket', '/rpc', '/nothing'])('is told nothing at %s', async (path) => {
    for (const headers of each([{ host: 'evil.example' }, { origin: evil }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }])) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const answer = await under.ask(path, { method, headers: { ...headers, ...under.bearer } })
        expect([answer.status, codeOf(answer)]).toEqual([403, 'forbidden'])
        expect(answer.headers['access-control-allow-origin']).toBeUndefined()
      }
    }
  })

  test('gets no connection, even with the token', async () => {
    for (const headers of each([{ host: 'evil.example' }, { origin: evil }, { origin: 'null' }])) {
      expect(await under.tryToOpen({ ...headers, ...under.bearer })).toBe(403)
      expect(await under.tryToOpen(headers, withTicket(await ticket()))).toBe(403)
    }
  })
})

describe('a ticket', () => {
  const asked = { method: 'POST', headers: { ...JSON_TYPE }, body: '{}' }

  test('is for whoever has the token', async () => {
    for (const authorization of [undefined, '', 'Bearer', 'Bearer wrong', `Basic ${under.server.token}`, `Bearer ${under.server.token}x`]) {
      const answer = await under.ask('/ticket', { ...asked, headers: { ...JSON_TYPE, ...(authorization === undefined ? {} : { authorization }) } })
      expect([answer.status, codeOf(answer)]).toEqual([401, 'unauthorized'])
    }
    const answer = await under.ask('/ticket', { ...asked, headers: { ...JSON_TYPE, ...under.bearer } })
    expect([answer.status, JSON.parse(answer.body)]).toEqual([201, { ticket: expect.any(String), validMs: TICKET_MS }])
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  test.each([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'a=b'],
    ['text', { 'content-type': 'text/plain' }, '{}'],
    ['nothing', {}, ''],
    ['no JSON', JSON_TYPE, '{'],
    ['more than asked for', JSON_TYPE, '{"role":"admin"}'],
    ['a list', JSON_TYPE, '[]'],
  ])('is not given for %s', async (_what, headers, body) => {
    const answer = await under.ask('/ticket', { method: 'POST', headers: { ...headers, ...under.bearer }, body })
    expect([answer.status, codeOf(answer)]).toEqual([400, 'request_invalid'])
  })

  test('is not given for a body that is too long, announced or not', async () => {
    const long = ' '.repeat(64 * 1024 + 1)
    for (const headers of each([{}, { 'transfer-encoding': 'chunked' }])) {
      const answer = await under.ask('/ticket', { method: 'POST', headers: { ...JSON_TYPE, ...under.bearer, ...headers }, body: long })
      expect([answer.status, codeOf(answer)]).toEqual([413, 'request_too_large'])
    }
  })

  test('opens one connection', async () => {
    const protocols = withTicket(await ticket())
    const headers = { origin: under.server.address, 'sec-fetch-site': 'same-origin' }
    const socket = await under.tryToOpen(headers, protocols)
    expect(socket).toMatchObject({ protocol: 'signalbox' })
    expect(await under.tryToOpen(headers, protocols)).toBe(401)
    if (typeof socket !== 'number') socket.close()
  })

  test.each([
    ['no ticket', []],
    ['an empty one', withTicket('')],
    ['a made-up one', withTicket('x'.repeat(43))],
  ])('%s opens none', async (_what, protocols) => {
    expect(await under.tryToOpen({}, protocols)).toBe(401)
  })

  test('without the protocol beside it opens none', async () => {
    expect(await under.tryToOpen({}, [`ticket.${await ticket()}`])).toBe(401)
  })

  test('in the address opens none', async () => {
    expect((await under.ask(`/rpc?ticket=${await ticket()}`)).status).toBe(404)
  })
})

describe('whoever guesses', () => {
  test('is let wait, and keeps nobody out who has the token', async () => {
    const guessed = await startServer(tempFolder())
    onTestFinished(() => guessed.server.stop(0))
    const tried = (authorization: string) =>
      guessed.ask('/ticket', { method: 'POST', headers: { ...JSON_TYPE, authorization }, body: '{}' }).then(({ status }) => status)
    const guesses: number[] = []
    for (let guess = 0; guess < 25; guess++) guesses.push(await tried(`Bearer ${guess}`))
    expect([guesses[0], guesses.at(-1)]).toEqual([401, 429])
    expect(await tried(guessed.bearer.authorization)).toBe(201)
  })
})

describe('a connection', () => {
  test('of a program with the token speaks the contract', async () => {
    const socket = await under.open()
    expect(await clientOver(socket).engine.info()).toMatchObject({ mode: 'embedded', pid: process.pid })
    socket.close()
  })

  test('with a frame that is too long, or none at all, ends alone', async () => {
    const other = await under.open()
    const long = await under.open()
    const closed = closeCode(long)
    long.on('error', () => undefined)
    long.send('x'.repeat(9 * 1024 * 1024))
    expect(await closed).toBe(1009)

    const { raw, ended } = await rawConnection(under)
    raw.write(Buffer.from([0xff, 0xff, 0xff, 0xff]))
    await ended
    expect(other.readyState).toBe(WebSocket.OPEN)
    other.close()
  })

  test('whose other end is gone without a word is closed; one that lives stays', async () => {
    const beating = await startServer(tempFolder(), { pulseMs: 30 })
    onTestFinished(() => beating.server.stop(0))
    const { ended } = await rawConnection(beating)
    const alive = await beating.open()
    let pings = 0
    alive.on('ping', () => (pings += 1))
    await ended
    await eventually(() => pings > 6)
    expect(alive.readyState).toBe(WebSocket.OPEN)
  })

  test('that calls and calls, and reads nothing, is let go', async () => {
    const beating = await startServer(tempFolder(), { pulseMs: 30 })
    onTestFinished(() => beating.server.stop(0))
    const socket = await beating.open()
    socket.on('error', () => undefined)
    const { engine } = clientOver(socket)
    socket.pause()
    await eventually(() => {
      engine.info().catch(() => undefined)
      return socket.readyState !== WebSocket.OPEN
    })
  })

  test('may be quiet for longer than one without the token', async () => {
    const hasty = await startServer(tempFolder(), { limits: { idleMs: 50 } })
    onTestFinished(() => hasty.server.stop(0))
    const quiet = await hasty.open()
    for (let times = 0; times < 3; times += 1) {
      const idle = await hasty.connect()
      await new Promise((resolve) => idle.resume().once('close', resolve))
    }
    expect(quiet.readyState).toBe(WebSocket.OPEN)
    quiet.close()
  })
})

describe('health', () => {
  test('says that the process is there', async () => {
    const { status, body } = await under.ask('/health')
    expect([status, JSON.parse(body)]).toEqual([200, { status: 'healthy', timestamp: expect.stringMatching(/^\d{4}-.*Z$/) }])
  })

  test('and ready, that the engine can work', async () => {
    const { status, body } = await under.ask('/ready')
    expect([status, JSON.parse(body)]).toEqual([200, { status: 'ready', timestamp: expect.any(String) }])
  })
})

describe.concurrent('whoever takes their time', () => {
  test('with the head of a request is let go', async () => {
    const slow = await Promise.all(Array.from({ length: 50 }, () => under.connect()))
    let open = slow.length
    for (const socket of slow) {
      socket.on('error', () => undefined)
      socket.on('close', () => (open -= 1))
      // Whatever comes must be read for the end to be noticed.
      socket.resume()
      socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')
    }
    const drip = setInterval(() => slow.forEach((socket) => socket.writable && socket.write('x')), 300)
    await eventually(() => open === 0, 12_000)
    clearInterval(drip)
    expect((await under.ask('/health')).status).toBe(200)
  })

  test('with the body is let go, too', async () => {
    const socket = await under.connect()
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.on('error', () => undefined)
    socket.resume()
    socket.write(
      `POST /ticket HTTP/1.1\r\nHost: 127.0.0.1:${under.port}\r\nAuthorization: ${under.bearer.authorization}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n`,
    )
    const drip = setInterval(() => socket.writable && socket.write(' '), 300)
    await closed
    clearInterval(drip)
  })

  test('with a head that has no end is refused', async () => {
    const answer = await under.ask('/', { headers: { 'x-long': 'x'.repeat(20_000) } })
    expect(answer.status).toBe(431)
  })
})

describe('two servers', () => {
  test('on one port are one too many, and the second begins nothing', async () => {
    await expect(startServer(tempFolder(), { port: under.port })).rejects.toMatchObject({
      code: 'address_in_use',
      message: expect.stringContaining(`Port ${under.port}`),
    })
  })

  test('on one folder are one too many, and the second leaves its port', async () => {
    const probe = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => probe.once('listening', resolve))
    const address = probe.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await new Promise((resolve) => probe.close(resolve))
    await expect(startServer(folder, { port })).rejects.toMatchObject({ code: 'data_folder_in_use' })
    const again = createServer().listen(port, '127.0.0.1')
    await new Promise((resolve) => again.once('listening', resolve))
    again.close()
  })
})

describe('a step', () => {
  test('cannot turn to the server that runs it', async () => {
    const { client } = under.server.engine
    await client.pipelines.save({ text: `name: inward\nsteps: [{ id: ask, uses: http, with: { url: '${under.server.address}/health' } }]` })
    const { runId } = await client.runs.start({ pipeline: 'inward' })
    await eventually(async () => (await client.runs.get({ run: runId })).status === 'failed')
    expect((await client.runs.get({ run: runId })).steps[0]?.error).toMatchObject({
      code: 'address_refused',
      message: expect.stringContaining('Signalbox itself'),
    })
  })
})

describe('the end', () => {
  test('is told on open connections, and every one is closed', async () => {
    const ending = await startServer(tempFolder())
    const socket = await ending.open()
    const client = clientOver(socket)
    const half = await ending.connect()
    half.on('error', () => undefined)
    half.write('GET / HT')
    const watching = (async () => {
      for await (const _events of await client.engine.watch({})) {
        // Until it is told to end.
      }
    })()
    const told = expect(watching).rejects.toMatchObject({ code: 'engine_stopping' })
    const closed = closeCode(socket)
    await Promise.all([ending.server.stop(0), ending.server.stop(0)])
    await told
    expect(await closed).toBe(1001)
    await expect(ending.ask('/health')).rejects.toThrow()
  })
})
