import { afterAll, describe, expect, it } from 'vitest'
import type { ReadyModel } from '../../ports/models'
import { startModelServer } from '../../testing/model-server/model-server'
import { rawServer, reply } from '../../testing/raw-server'
import { Egress } from '../egress/egress'
import { tryModel } from './try-model'

const server = await startModelServer({ reply: () => 'ready', key: 'a-key-of-the-test' })
afterAll(() => server.close())
const egress = new Egress({ rules: async () => ({ allowedPrivateHosts: [], own: [] }) })

const model: ReadyModel = { name: 'fast', provider: 'anthropic', baseUrl: server.baseUrls.anthropic, model: 'm', key: 'a-key-of-the-test', price: null }
let now = 0
const trial = (change: Partial<ReadyModel> = {}, signal = new AbortController().signal) =>
  tryModel({ ...model, ...change }, { egress, signal, now: () => (now += 5) })

describe('trying a model', () => {
  it('tells its word, its time and what it used', async () => {
    expect(await trial()).toEqual({
      ok: true,
      reply: 'ready',
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

  it('ends when it is called off, or was before, whatever happens below', async () => {
    class Deaf extends Egress {
      override request(): Promise<never> {
        return new Promise(() => undefined)
      }
    }
    const deaf = new Deaf({ rules: async () => ({ allowedPrivateHosts: [], own: [] }) })
    const abort = new AbortController()
    const running = tryModel(model, { egress: deaf, signal: abort.signal, now: () => 0 })
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
