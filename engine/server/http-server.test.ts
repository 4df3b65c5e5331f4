import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import * as z from 'zod'
import { openHttpServer, type ConnectionLimits } from './http-server'

const PAGE = { type: 'text/html', body: Buffer.from('page'), immutable: false }
const LARGE = { type: 'text/javascript', body: Buffer.alloc(8 * 1024 * 1024), immutable: true }
const PATIENCE = { timeout: 10_000 }
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

async function opened(limits: Partial<ConnectionLimits> = {}) {
  const files = new Map([
    ['/', PAGE],
    ['/large.js', LARGE],
  ])
  const server = await openHttpServer({ port: 0, files, token: 'token', now: () => 0, limits })
  onTestFinished(() => server.close())
  const connected = () =>
    new Promise<Socket>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => resolve(socket))
      onTestFinished(() => void socket.destroy())
      // Being let go is what these tests are about.
      socket.on('error', () => socket.destroy())
    })
  const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n${more}\r\n`
  const statusOf = async (path: string) => (await fetch(`http://127.0.0.1:${server.port}${path}`)).status
  return { server, connected, get, statusOf }
}

const answerOn = (socket: Socket) => new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))))

test('whoever asks for much and reads nothing is let go', async () => {
  const { connected, get } = await opened({ idleMs: 200 })
  const socket = await connected()
  socket.pause()
  socket.write(get('/large.js').repeat(40))
  // One that does not read learns of its end by writing.
  await expect
    .poll(() => {
      if (socket.writable) socket.write(get('/large.js'))
      return socket.destroyed
    }, PATIENCE)
    .toBe(true)
}, 15_000)

test('when all connections are taken the oldest without the token makes room, and none with it', async () => {
  const { connected, get, statusOf } = await opened({ connections: 4 })
  const known = await connected()
  const first = answerOn(known)
  known.write(get('/health', 'Authorization: Bearer token\r\n'))
  expect(await first).toMatch(/^HTTP\/1.1 200 /)

  const crowd: Socket[] = []
  for (let more = 0; more < 8; more += 1) crowd.push((await connected()).resume())
  expect(await statusOf('/health')).toBe(200)
  await expect.poll(() => crowd.slice(0, 5).every((socket) => socket.closed), PATIENCE).toBe(true)
  expect(crowd.at(-1)?.closed).toBe(false)

  const again = answerOn(known)
  known.write(get('/health'))
  expect(await again).toMatch(/^HTTP\/1.1 200 /)
})

/** All that comes back for what is sent. */
function talk(socket: Socket, sent: string): () => string {
  let told = ''
  socket.on('data', (data) => (told += String(data)))
  socket.write(sent)
  return () => told
}

test('a connection takes so many requests, and no more', async () => {
  const { connected, get } = await opened({ requestsPerConnection: 2 })
  const told = talk(await connected(), get('/').repeat(3))
  await expect.poll(told, PATIENCE).toMatch(/ 200 [^]* 200 [^]*connection: close[^]* 503 /i)
})

test('a refusal ends the connection', async () => {
  const { connected, get } = await opened()
  const socket = await connected()
  const told = talk(socket, get('/nothing'))
  await new Promise((resolve) => socket.once('end', resolve))
  expect(told()).toMatch(/ 404 [^]*connection: close/i)
})

test('an offer of another protocol is passed over, and the request answered', async () => {
  const { server } = await opened()
  const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQAoAAAAAIAAAAA' }
  const status = await new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: server.port, path: '/', headers, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.on('error', reject)
    sent.end()
  })
  expect(status).toBe(200)
})
