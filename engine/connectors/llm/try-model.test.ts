import { afterAll, describe, expect, it } from 'vitest'
import type { ReadyModel } from '../../ports/models'
import { startModelServer } from '../../testing/model-server/model-server'
import { rawServer, reply } from '../../testing/raw-server'
import { Egress } from '../egress/egress'
import { tryModel } from './try-model'

const SECRET = 'open-sesame-of-somebody'
/** Across the 500 characters of a reply that are shown. */
const longReply = `${'x'.repeat(490)} ${SECRET}`
const server = await startModelServer({ reply: ({ model }) => (model === 'talkative' ? longReply : 'ready'), key: 'a-key-of-the-test' })
afterAll(() => server.close())
const egress = new Egress({ rules: async () => ({ allowedPrivateHosts: [], own: [] }) })

const model: ReadyModel = { name: 'fast', provider: 'anthropic', baseUrl: server.baseUrls.anthropic, model: 'm', key: 'a-key-of-the-test', price: null }
let now = 0
const trial = (change: Partial<ReadyModel> = {}, signal = new AbortController().signal) =>
  tryModel({ ...model, ...change }, { egress, signal, now: () => (now += 5), mask: (text) => text.replaceAll(SECRET, '•••') })

describe('trying a model', () => {
  it('tells its word, its time and what it used', async () => {
    expect(await trial()).toEqual({
      ok: true,
      reply: 'ready',
      dimensions: null,
      tookMs: expect.any(Number),
      usage: { inputTokens: 5, outputTokens: 1, estimated: false, usd: null },
    })
  })

  it('tells why it did not work, and never the key', async () => {
    const refused = await trial({ key: 'another-key-altogether' })
    expect(refused).toMatchObject({ ok: false, error: { code: 'model_refused', message: expect.stringContaining('Incorrect API key provided: •••') } })
    expect(JSON.stringify(refused)).not.toContain('altogether')
    expect(await trial({ baseUrl: 'http://127.0.0.1:1' })).toMatchObject({ ok: false, error: { code: 'connection_failed' } })
    expect(await trial({ model: 'fault-no-end' })).toMatchObject({ ok: false, error: { code: 'model_reply_cut' } })
  })

  it('shows no half of a secret where it cuts what is said', async () => {
    expect(await trial({ model: 'talkative' })).toMatchObject({ ok: true, reply: `${'x'.repeat(490)} •••` })
    const refusal = { error: { message: `${'x '.repeat(1950)}${SECRET} ${SECRET.repeat(20)}`, type: 'invalid_request_error' } }
    const refusing = await rawServer((socket) => socket.end(reply('401 Unauthorized', {}, JSON.stringify(refusal))))
    const refused = await trial({ baseUrl: `http://127.0.0.1:${refusing.port}` })
    expect(refused).toMatchObject({ ok: false, error: { message: expect.stringContaining('x ••• •••') } })
    expect(JSON.stringify(refused)).not.toContain('open')
  })

  it('asks one that does not chat for a vector', async () => {
    const refusal = { error: { message: 'This is not a chat model.', type: 'invalid_request_error' } }
    const embedded = { data: [{ index: 0, embedding: [0.5, 0.25, -1] }], usage: { prompt_tokens: 6 } }
    const embedder = await rawServer((socket, text) =>
      socket.end(/^POST \S*\/embeddings /.test(text) ? reply('200 OK', {}, JSON.stringify(embedded)) : reply('404 Not Found', {}, JSON.stringify(refusal))),
    )
    expect(await trial({ provider: 'openai', baseUrl: `http://127.0.0.1:${embedder.port}/v1` })).toEqual({
      ok: true,
      reply: '',
      dimensions: 3,
      tookMs: expect.any(Number),
      usage: { inputTokens: 6, outputTokens: 0, estimated: false, usd: null },
    })
  })

  it('says why it does not chat when it gives no vectors either, and asks for none with a key that is refused', async () => {
    const refusing = async (status: string) => {
      const server = await rawServer((socket) => socket.end(reply(status, {}, JSON.stringify({ error: { message: 'Not so.', type: 'x' } }))))
      const came = await trial({ provider: 'openai', baseUrl: `http://127.0.0.1:${server.port}/v1` })
      return { came, asked: server.requests.map(({ text }) => /^POST (\S+)/.exec(text)?.[1]) }
    }
    expect(await refusing('404 Not Found')).toMatchObject({ came: { ok: false, error: { code: 'model_refused' } }, asked: ['/v1/chat/completions', '/v1/embeddings'] })
    expect(await refusing('401 Unauthorized')).toMatchObject({ came: { ok: false, error: { code: 'model_refused' } }, asked: ['/v1/chat/completions'] })
  })

  it('ends when it is called off, or was before, whatever happens below', async () => {
    class Deaf extends Egress {
      override request(): Promise<never> {
        return new Promise(() => undefined)
      }
    }
    const deaf = new Deaf({ rules: async () => ({ allowedPrivateHosts: [], own: [] }) })
    const abort = new AbortController()
    const running = tryModel(model, { egress: deaf, signal: abort.signal, now: () => 0, mask: (text) => text })
    abort.abort(new Error('called off'))
    await expect(running).rejects.toThrow('called off')
    await expect(trial({}, abort.signal)).rejects.toThrow('called off')
  })

  it('ends though its reply is empty, and said to be packed', async () => {
    for (const encoding of ['gzip', 'br', 'deflate', 'identity']) {
      const empty = await rawServer((socket) => socket.end(reply('200 OK', { 'content-encoding': encoding, 'content-type': 'text/event-stream' })))
      expect(await trial({ baseUrl: `http://127.0.0.1:${empty.port}` })).toMatchObject({ ok: false, error: { code: 'model_reply_cut' } })
    }
  })

  it('ends when it is called off', async () => {
    const abort = new AbortController()
    const running = trial({ model: 'fault-silent' }, abort.signal)
    await expect.poll(server.open).toBe(1)
    abort.abort(new Error('called off'))
    await expect(running).rejects.toThrow('called off')
    await expect.poll(server.open).toBe(0)
  })
})
