import { once } from 'node:events'
import { createServer as createSecureServer } from 'node:https'
import { createServer, type Socket } from 'node:net'
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { rawServer, reply } from '../../testing/raw-server'
import { selfSigned } from '../../testing/self-signed'
import { Egress, type EgressDeps, type EgressReply, type EgressRequest } from './egress'
import type { EgressRules } from './egress-rules'

const ALLOW: EgressRules = { allowedPrivateHosts: ['127.0.0.1', 'localhost'], own: [] }

/** Names that end in `.test` are this machine. */
const resolve: NonNullable<EgressDeps['resolve']> = async (hostname) => {
  if (hostname.endsWith('.test')) return [{ address: '127.0.0.1', family: 4 }]
  throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
}

const egress = (rules: Partial<EgressRules> = {}, deps: Partial<EgressDeps> = {}): Egress =>
  new Egress({ rules: async () => ({ ...ALLOW, ...rules }), resolve, ...deps })

type Change = Partial<EgressRequest>

const send = (url: string, change: Change = {}, by: Egress = egress()): Promise<EgressReply> =>
  by.request({ method: 'GET', url, maxBytes: 1024 * 1024, idleMs: 5000, signal: new AbortController().signal, ...change })

async function text(answer: Promise<EgressReply>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of (await answer).body) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const get = (port: number, change: Change = {}, by?: Egress): Promise<string> => text(send(`http://127.0.0.1:${port}/`, change, by))

/** A fault that comes by chance is one that one look may miss: each of a connection twenty times, each of a hostile server five. */
const OFTEN = 19
const SOMETIMES = 4

describe('a request', () => {
  it('arrives as it was meant, and its answer comes back', async () => {
    const server = await rawServer((socket) => socket.end(reply('201 Created', { 'X-One': 'a', 'Set-Cookie': 'b' }, 'héllo')))
    let sent = false
    const answer = await send(`http://named.test:${server.port}/path?q=1#part`, {
      method: 'PUT',
      headers: { 'X-Mine': 'v' },
      body: 'bödy',
      allowPrivate: true,
      onSent: () => (sent = true),
    })
    expect(answer).toMatchObject({ status: 201, url: `http://named.test:${server.port}/path?q=1#part`, headers: { 'x-one': 'a', 'set-cookie': 'b' } })
    expect(await text(Promise.resolve(answer))).toBe('héllo')
    expect(sent).toBe(true)
    const { text: asked } = server.requests[0]!
    expect(asked).toMatch(/^PUT \/path\?q=1 HTTP\/1\.1\r\n/)
    for (const line of [`host: named.test:${server.port}`, 'x-mine: v', 'content-length: 5', 'user-agent: signalbox', 'connection: close'])
      expect(asked.toLowerCase()).toContain(`\r\n${line}\r\n`)
    await answer.closed
  })

  it('goes nowhere once it is aborted', async () => {
    await expect(send('http://127.0.0.1:1/', { signal: AbortSignal.abort(new Error('called off')) })).rejects.toThrow('called off')
  })

  it('takes no way around by the environment', async () => {
    const [proxy, server] = [
      await rawServer((socket) => socket.end(reply('200 OK', {}, 'proxy'))),
      await rawServer((socket) => socket.end(reply('200 OK', {}, 'direct'))),
    ]
    onTestFinished(() => void vi.unstubAllEnvs())
    for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY']) vi.stubEnv(name, `http://127.0.0.1:${proxy.port}`)
    vi.stubEnv('NODE_USE_ENV_PROXY', '1')
    expect(await get(server.port)).toBe('direct')
  })

  it.each([
    ['a line break in a value', { a: 'b\r\nX-Evil: 1' }],
    ['a line break in a name', { 'a\r\nX-Evil': 'b' }],
    ['a name that is none', { 'a b': 'c' }],
    ['an empty name', { '': 'c' }],
    ['a character beyond headers', { a: '→' }],
    ['the host', { Host: 'evil.test' }],
    ['its length', { 'Content-Length': '0' }],
    ['its transfer', { 'transfer-encoding': 'chunked' }],
    ['the connection', { Connection: 'keep-alive' }],
    ['an upgrade', { Upgrade: 'h2c' }],
    ['one header twice', { 'X-A': '1', 'x-a': '2' }],
  ])('with %s in its headers is refused, and does not tell the value', async (_, headers) => {
    const refused = send('http://127.0.0.1:1/', { headers: { ...headers, secret: 'hunter2hunter2' } })
    await expect(refused).rejects.toMatchObject({ code: 'step_config_invalid', message: expect.stringMatching(/^The request cannot be sent: /) })
    await expect(refused).rejects.not.toThrow('Evil: 1')
  })

  it.each([
    'ftp://a.test/',
    'file:///etc/passwd',
    'http://user:password@a.test/',
    'http://user@a.test/',
    'nonsense',
    'http://',
    'http:///',
    'data:text/plain,x',
    `http://a.test/${'x'.repeat(20_000)}`,
    'javascript:1',
  ])('to %.40s is refused', async (url) => {
    await expect(send(url)).rejects.toMatchObject({ code: 'address_refused' })
  })
})

describe('the addresses of a host', () => {
  it('are all judged: one private one among public ones is enough', async () => {
    const by = egress(
      {},
      {
        resolve: async () => [
          { address: '93.184.216.34', family: 4 },
          { address: '10.0.0.1', family: 4 },
        ],
      },
    )
    await expect(send('http://mixed.example/', {}, by)).rejects.toMatchObject({
      code: 'address_refused',
      message: expect.stringContaining('10.0.0.1 is a private address. To let steps reach it, add mixed.example'),
    })
  })

  it('are looked up once, and the connection goes to what was judged', async () => {
    const server = await rawServer((socket) => socket.end(reply('200 OK', {}, 'here')))
    let asked = 0
    const rebinding = egress(
      { allowedPrivateHosts: ['rebind.test'] },
      { resolve: async () => [{ address: ++asked === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }] },
    )
    expect(await text(send(`http://rebind.test:${server.port}/`, {}, rebinding))).toBe('here')
    expect(asked).toBe(1)
  })

  it('are tried one after the other', async () => {
    const server = await rawServer((socket) => socket.end(reply('200 OK', {}, 'here')))
    const both = egress(
      {},
      {
        resolve: async () => [
          { address: '::1', family: 6 },
          { address: '127.0.0.1', family: 4 },
        ],
      },
    )
    expect(await text(send(`http://both.test:${server.port}/`, { allowPrivate: true }, both))).toBe('here')
  })

  it('are judged by the rules of the moment', async () => {
    const server = await rawServer((socket) => socket.end(reply('200 OK', {}, 'here')))
    let rules: EgressRules = { allowedPrivateHosts: [], own: [] }
    const by = new Egress({ rules: async () => rules })
    await expect(get(server.port, {}, by)).rejects.toMatchObject({ code: 'address_refused' })
    rules = ALLOW
    expect(await get(server.port, {}, by)).toBe('here')
    rules = { ...ALLOW, own: [{ host: '127.0.0.1', port: server.port }] }
    await expect(get(server.port, { allowPrivate: true }, by)).rejects.toMatchObject({
      code: 'address_refused',
      message: expect.stringContaining('Signalbox itself listens there'),
    })
  })

  it('may be none', { repeats: OFTEN }, async () => {
    await expect(send('http://gone.example/')).rejects.toMatchObject({
      code: 'connection_failed',
      message: "Couldn't reach gone.example: there is no host of this name.",
    })
    await expect(send('http://empty.example/', {}, egress({}, { resolve: async () => [] }))).rejects.toMatchObject({ code: 'connection_failed' })
  })

  it('that nobody answers for do not hold up an abort', async () => {
    const abort = new AbortController()
    const waiting = send('http://slow.example/', { signal: abort.signal }, egress({}, { resolve: () => new Promise(() => undefined) }))
    setImmediate(() => abort.abort(new Error('called off')))
    await expect(waiting).rejects.toThrow('called off')
  })
})

describe('a connection', () => {
  it('that is refused is told in words', { repeats: OFTEN }, async () => {
    await expect(send('http://127.0.0.1:1/')).rejects.toMatchObject({
      code: 'connection_failed',
      message: "Couldn't reach 127.0.0.1:1: it refused the connection.",
    })
  })

  it('that breaks off before the answer, or within it, is told as such', { repeats: OFTEN }, async () => {
    const mute = await rawServer((socket) => socket.end())
    await expect(get(mute.port)).rejects.toMatchObject({ code: 'connection_failed', message: expect.stringContaining('broke off the connection') })
    const reset = await rawServer((socket) => socket.resetAndDestroy())
    await expect(get(reset.port)).rejects.toMatchObject({ code: 'connection_failed' })
    const short = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this'))
    await expect(get(short.port)).rejects.toMatchObject({ code: 'connection_failed' })
    const chunks = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n'))
    await expect(get(chunks.port)).rejects.toMatchObject({ code: 'connection_failed' })
  })

  it('keeps the name of the host for TLS, and trusts nobody unknown', { repeats: OFTEN }, async () => {
    const names: (string | false)[] = []
    const { key, cert } = await selfSigned('secure.test')
    const server = createSecureServer({ key, cert }, (request, response) => {
      names.push(Reflect.get(request.socket, 'servername'))
      response.end(request.headers.host)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const { port } = server.address() as { port: number }
    const trusting = egress({}, { ca: cert })
    expect(await text(send(`https://secure.test:${port}/`, { allowPrivate: true }, trusting))).toBe(`secure.test:${port}`)
    expect(names).toEqual(['secure.test'])
    await expect(send(`https://other.test:${port}/`, { allowPrivate: true }, trusting)).rejects.toMatchObject({
      code: 'connection_failed',
      message: expect.stringContaining('certificate is for another name'),
    })
    await expect(send(`https://secure.test:${port}/`, { allowPrivate: true })).rejects.toMatchObject({
      code: 'connection_failed',
      message: expect.stringContaining('signed by itself'),
    })
    const plain = await rawServer((socket) => socket.end(reply('200 OK', {}, 'open')))
    // From a secure connection nothing leads to an open one.
    server.removeAllListeners('request').on('request', (_, response) => response.writeHead(302, { location: `http://secure.test:${plain.port}/` }).end())
    await expect(send(`https://secure.test:${port}/`, { allowPrivate: true, followRedirects: true }, trusting)).rejects.toMatchObject({
      code: 'address_refused',
      message: expect.stringContaining('without encryption'),
    })
    expect(plain.requests).toEqual([])
  })
})

it('a connection that should be secure and meets a server that is not is told', async () => {
  const server = createServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as { port: number }
  await expect(send(`https://127.0.0.1:${port}/`)).rejects.toMatchObject({
    code: 'connection_failed',
    message: `Couldn't reach 127.0.0.1:${port}: it does not speak TLS there.`,
  })
})

describe('a redirect', () => {
  const chain = (status: string, location: (path: string) => string | null) =>
    rawServer((socket, asked) => {
      const to = location(/^\w+ (\S+)/.exec(asked)?.[1] ?? '')
      socket.end(to === null ? reply('200 OK', {}, 'the end') : reply(status, { location: to }))
    })

  it('is followed five times, and no further', { repeats: SOMETIMES }, async () => {
    const step = (last: number) => (path: string) => (path === `/${last}` ? null : `/${Number(path.slice(1) || 0) + 1}`)
    const five = await chain('302 Found', step(5))
    expect(await get(five.port, { followRedirects: true })).toBe('the end')
    const six = await chain('302 Found', step(6))
    await expect(get(six.port, { followRedirects: true })).rejects.toMatchObject({
      code: 'response_invalid',
      message: expect.stringContaining('redirects more than 5 times'),
    })
    const loop = await chain('301 Moved', () => '/')
    await expect(get(loop.port, { followRedirects: true })).rejects.toMatchObject({ code: 'response_invalid' })
    expect(loop.requests).toHaveLength(6)
    expect((await send(`http://127.0.0.1:${loop.port}/`)).status).toBe(301)
  })

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1/',
    'http://[::ffff:10.0.0.1]/',
    'http://2852039166/',
    '//metadata.google.internal/',
    'file:///etc/passwd',
    'http://user:pass@127.0.0.1/',
    'gopher://127.0.0.1/',
  ])('to %s is judged like any address', async (location) => {
    const server = await chain('302 Found', () => location)
    const by = egress({}, { resolve: async () => [{ address: '169.254.169.254', family: 4 }] })
    await expect(get(server.port, { followRedirects: true }, by)).rejects.toMatchObject({ code: 'address_refused' })
    await expect.poll(server.open).toBe(0)
  })

  it('to something that is no address is told', async () => {
    const server = await chain('302 Found', () => 'http://[')
    await expect(get(server.port, { followRedirects: true })).rejects.toMatchObject({ code: 'response_invalid' })
  })

  const secrets = { Authorization: 'Bearer s3cret', Cookie: 's3cret', 'X-Api-Key': 's3cret', Accept: 'text/plain' }

  it('to another host takes no secrets along', async () => {
    const end = await chain('200 OK', () => null)
    for (const [name, keeps] of [
      ['localhost', false],
      ['127.0.0.1', true],
    ] as const) {
      const start = await rawServer((socket, asked) =>
        socket.end(
          asked.startsWith('GET /end')
            ? reply('200 OK', {}, 'the end')
            : reply('302 Found', { location: keeps ? '/end' : `http://other.test:${end.port}/end` }),
        ),
      )
      expect(
        await text(
          send(`http://${name === 'localhost' ? 'first.test' : name}:${start.port}/`, { followRedirects: true, headers: secrets, allowPrivate: true }),
        ),
      ).toBe('the end')
      const last = (keeps ? start : end).requests.at(-1)!.text
      expect(last.includes('s3cret')).toBe(keeps)
      expect(last).toContain('text/plain')
    }
  })

  it.each([
    ['303 See Other', 'PUT', 'GET'],
    ['302 Found', 'POST', 'GET'],
    ['302 Found', 'PUT', 'PUT'],
    ['307 Temporary Redirect', 'POST', 'POST'],
    ['308 Permanent Redirect', 'POST', 'POST'],
    ['303 See Other', 'HEAD', 'HEAD'],
  ])('%s of %s becomes %s', async (status, method, then) => {
    const server = await chain(status, (path) => (path === '/' ? '/end' : null))
    const body = method === 'HEAD' ? {} : { body: 'b0dy', headers: { 'content-type': 'text/plain' } }
    await get(server.port, { method, followRedirects: true, ...body })
    const { text: last } = server.requests.at(-1)!
    expect(last.startsWith(`${then} /end`)).toBe(true)
    expect(last.includes('b0dy')).toBe(then !== 'GET' && method !== 'HEAD')
    expect(last.includes('content-type')).toBe(then !== 'GET' && method !== 'HEAD')
  })

  it('that would show another host what was sent is not followed', async () => {
    const server = await chain('307 Temporary Redirect', () => 'http://other.test/')
    await expect(get(server.port, { method: 'POST', body: 'secret', followRedirects: true })).rejects.toMatchObject({
      code: 'address_refused',
      message: expect.stringContaining('must not see what was sent'),
    })
  })
})

describe('the content', () => {
  const packed = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync, Deflate: deflateRawSync }

  it.each(Object.entries(packed))('is unpacked: %s', async (encoding, pack) => {
    const server = await rawServer((socket) => socket.end(reply('200 OK', { 'content-encoding': encoding }, pack('text'.repeat(1000)))))
    expect(await get(server.port)).toBe('text'.repeat(1000))
  })

  /** As small as it gets takes ten times as long to pack, and does no more harm. */
  const bombs = { ...packed, br: (bytes: Buffer): Buffer => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }) }

  it.each(['gzip', 'br', 'deflate'] as const)('of a bomb in %s is cut at the limit, and the memory stays small', async (encoding) => {
    const bomb = bombs[encoding](Buffer.alloc(80 * 1024 * 1024))
    const server = await rawServer((socket) => socket.end(reply('200 OK', { 'content-encoding': encoding }, bomb)))
    const before = process.memoryUsage().rss
    for (let time = 0; time <= SOMETIMES; time++) {
      await expect(get(server.port)).rejects.toMatchObject({ code: 'response_too_large', message: expect.stringContaining('larger than 1 MiB') })
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024)
    await expect.poll(server.open).toBe(0)
  })

  it.each([
    ['damaged', { 'content-encoding': 'gzip' }, 'no gzip at all'],
    ['cut', { 'content-encoding': 'gzip' }, gzipSync('text'.repeat(1000)).subarray(0, 20)],
    ['packed in an unknown way', { 'content-encoding': 'zstd' }, 'x'],
    ['packed twice', { 'content-encoding': 'gzip, gzip' }, gzipSync(gzipSync('x'))],
  ])('that is %s is told', async (_, headers, body) => {
    const server = await rawServer((socket) => socket.end(reply('200 OK', headers, body)))
    await expect(get(server.port)).rejects.toMatchObject({ code: 'response_invalid' })
  })

  it('may be empty, whatever the headers say', async () => {
    for (const [method, status, headers] of [
      ['HEAD', '200 OK', { 'content-encoding': 'gzip' }],
      ['GET', '204 No Content', { 'content-encoding': 'gzip' }],
      ['GET', '304 Not Modified', {}],
    ] as const) {
      const server = await rawServer((socket) => socket.end(reply(status, headers)))
      expect(await get(server.port, { method })).toBe('')
    }
  })

  it.each(['gzip', 'x-gzip', 'br', 'deflate', 'identity'])('that is empty is so in %s, too', async (encoding) => {
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}\r\n`
    const answers: readonly ((socket: Socket) => void)[] = [
      (socket) => socket.write(`${head}Content-Length: 0\r\n\r\n`),
      (socket) => socket.end(`${head}Content-Length: 0\r\n\r\n`),
      (socket) => socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
      (socket) => socket.end(`${head}\r\n`),
    ]
    for (const answer of answers) {
      const server = await rawServer(answer)
      expect(await get(server.port)).toBe('')
      await expect.poll(server.open).toBe(0)
    }
  })

  it.each(['gzip', 'br', 'deflate', 'identity'])('in %s that never comes holds up neither an abort nor the limit of silence', async (encoding) => {
    const server = await rawServer((socket) => void socket.write(`HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}\r\nContent-Length: 9\r\n\r\n`))
    await expect(get(server.port, { idleMs: 100 })).rejects.toMatchObject({ code: 'timeout' })
    const abort = new AbortController()
    const answer = await send(`http://127.0.0.1:${server.port}/`, { signal: abort.signal })
    const reading = text(Promise.resolve(answer))
    abort.abort(new Error('called off'))
    await expect(reading).rejects.toThrow('called off')
  })

  it('packed in a way that only looks known is told', async () => {
    const server = await rawServer((socket) => socket.end(reply('200 OK', { 'content-encoding': 'constructor' }, 'x')))
    await expect(get(server.port)).rejects.toMatchObject({ code: 'response_invalid', message: expect.stringContaining('packed as constructor') })
  })

  it('may be as large as the limit, and not a byte larger', async () => {
    const server = await rawServer((socket) => socket.end(reply('200 OK', {}, 'x'.repeat(100))))
    expect(await get(server.port, { maxBytes: 100 })).toHaveLength(100)
    await expect(get(server.port, { maxBytes: 99 })).rejects.toMatchObject({ code: 'response_too_large' })
    const unsaid = await rawServer((socket) => socket.end(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(100)}`))
    await expect(get(unsaid.port, { maxBytes: 99 })).rejects.toMatchObject({ code: 'response_too_large' })
  })
})

/** Writes again and again until the connection ends. */
function forever(socket: Socket, bytes: string): void {
  const write = (): void => {
    if (!socket.destroyed && socket.write(bytes)) setImmediate(write)
    else socket.once('drain', write)
  }
  write()
}

describe('a hostile server', () => {
  it('that never answers, or stops in the middle, runs into the limit of silence', { repeats: OFTEN }, async () => {
    const silent = await rawServer(() => undefined)
    await expect(get(silent.port, { idleMs: 50 })).rejects.toMatchObject({ code: 'timeout', message: expect.stringContaining('sent nothing for 0.05 s') })
    const half = await rawServer((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'))
    await expect(get(half.port, { idleMs: 50 })).rejects.toMatchObject({ code: 'timeout' })
    for (const server of [silent, half]) await expect.poll(server.open).toBe(0)
  })

  it('that sends a byte now and then runs into the limit of time', { repeats: SOMETIMES }, async () => {
    for (const head of ['', 'HTTP/1.1 200 OK\r\n\r\n']) {
      const loris = await rawServer((socket) => {
        socket.write(`${head}H`)
        const timer = setInterval(() => socket.write('x'), 10)
        socket.once('close', () => clearInterval(timer))
      })
      const slow = get(loris.port, { idleMs: 5000, totalMs: 120 })
      await expect(slow).rejects.toMatchObject({ code: head === '' ? expect.stringMatching(/timeout|response_invalid/) : 'timeout' })
      await expect.poll(loris.open).toBe(0)
    }
  })

  it.each([
    ['content without end', 'HTTP/1.1 200 OK\r\n\r\n', 'x'.repeat(10_000), 'response_too_large'],
    ['headers without end', 'HTTP/1.1 200 OK\r\n', `X-Fill: ${'x'.repeat(1000)}\r\n`, 'response_invalid'],
    ['interim replies without end', '', 'HTTP/1.1 103 Early Hints\r\n\r\n', 'response_invalid'],
    ['continuations without end', '', 'HTTP/1.1 100 Continue\r\n\r\n', 'response_invalid'],
    ['chunks that are none', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', 'zz\r\n', 'response_invalid'],
    ['something else', 'SSH-2.0-OpenSSH\r\n', '', 'response_invalid'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', '', 'response_invalid'],
    ['length and chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', '0\r\n\r\n', 'response_invalid'],
    ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n', '', 'response_invalid'],
  ])('that sends %s is cut off', { repeats: SOMETIMES }, async (_, head, then, code) => {
    const server = await rawServer((socket) => {
      socket.write(head)
      if (then !== '') forever(socket, then)
    })
    await expect(get(server.port)).rejects.toMatchObject({ code })
    await expect.poll(server.open).toBe(0)
  })

  it('that sends more than it announced gives what it announced, or fails', { repeats: SOMETIMES }, async () => {
    const server = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabcdef'))
    const outcome = await get(server.port).catch((thrown: unknown) => thrown)
    expect(typeof outcome === 'string' ? outcome : 'ab').toBe('ab')
  })
})

describe('an abort', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['before the answer', ''],
    ['in the middle of it', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'],
    ['in the middle of packed content', `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n${gzipSync('text').subarray(0, 12).toString('latin1')}`],
  ]

  it.each(cases)('%s closes the connection at once', async (_, sent) => {
    const abort = new AbortController()
    const server = await rawServer((socket) => {
      socket.write(Buffer.from(sent, 'latin1'))
      setTimeout(() => abort.abort(new Error('called off')), 20)
    })
    await expect(get(server.port, { signal: abort.signal })).rejects.toThrow('called off')
    const at = performance.now()
    await expect.poll(server.open).toBe(0)
    expect(performance.now() - at).toBeLessThan(1000)
  })

  it('is not needed by who stops reading', async () => {
    const server = await rawServer((socket) => forever(socket.write('HTTP/1.1 200 OK\r\n\r\n') ? socket : socket, 'x'))
    const answer = await send(`http://127.0.0.1:${server.port}/`)
    for await (const _chunk of answer.body) break
    await answer.closed
    const unread = await send(`http://127.0.0.1:${server.port}/`)
    unread.close()
    await unread.closed
    await expect.poll(server.open).toBe(0)
  })
})
