import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { ModelProvider, Usage } from '../../contract/model'
import { MODEL_PROVIDERS } from '../../contract/model'
import type { ReadyModel } from '../../ports/models'
import type { Behaviour } from '../../testing/model-server/behaviour'
import { startModelServer } from '../../testing/model-server/model-server'
import { rawServer, reply } from '../../testing/raw-server'
import { wireOf } from '../../testing/model-server/wire'
import { Egress } from '../egress/egress'
import { askModel, type ModelCall, type ModelReply } from './ask-model'
import { anthropic } from './anthropic'
import type { Provider } from './chat'
import { ollama } from './ollama'
import { openaiCompatible } from './openai-compatible'
import { MalformedReply } from './reply-json'
import { replyPieces } from './reply-pieces'

const KEY = 'sk-test-1234567890abcdef'
const server = await startModelServer({ key: KEY })
afterAll(() => server.close())
const egress = new Egress({ rules: async () => ({ allowedPrivateHosts: [], own: [] }) })

const modelAt = (provider: ModelProvider, change: Partial<ReadyModel> = {}): ReadyModel => ({
  name: 'fast',
  provider,
  baseUrl: server.baseUrls[provider],
  model: 'model-1',
  key: KEY,
  price: { input: 2, output: 10 },
  ...change,
})

interface Asked {
  readonly reply: Promise<ModelReply>
  readonly texts: string[]
  readonly usages: Usage[]
  readonly abort: AbortController
}

function ask(provider: ModelProvider, behaviour: Behaviour | null, change: Partial<ModelCall> = {}): Asked {
  if (behaviour !== null) server.queue(behaviour)
  const [texts, usages, abort]: [string[], Usage[], AbortController] = [[], [], new AbortController()]
  const reply = askModel(egress, {
    model: modelAt(provider),
    chat: { messages: [{ role: 'user', content: 'How are you?' }] },
    idempotencyKey: 'key-1',
    idleMs: 5000,
    signal: abort.signal,
    now: () => 0,
    onText: (text) => void texts.push(text),
    onUsage: (usage) => void usages.push(usage),
    ...change,
  })
  return { reply, texts, usages, abort }
}

const last = () => server.requests.at(-1)!

describe.each(MODEL_PROVIDERS)('a model of %s', (provider) => {
  it('answers, and what it used is told once, as it said', async () => {
    const { reply, texts, usages } = ask(provider, { kind: 'answer', text: 'Quite well, thank you — ✓ 東京.' })
    const usage = { inputTokens: 3, outputTokens: 7, estimated: false, usd: (3 * 2 + 7 * 10) / 1e6 }
    expect(await reply).toEqual({ text: 'Quite well, thank you — ✓ 東京.', finish: 'stop', usage })
    expect(texts.join('')).toBe('Quite well, thank you — ✓ 東京.')
    expect(texts.length).toBeGreaterThan(3)
    expect(usages).toEqual([usage])
    expect(last().headers).toMatchObject({ 'idempotency-key': 'key-1', 'user-agent': 'signalbox', 'accept-encoding': 'identity' })
  })

  it('is asked with everything that belongs to the question', async () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } }
    const { reply } = ask(provider, null, {
      chat: {
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Hello.' },
        ],
        temperature: 0.5,
        maxTokens: 77,
        schema,
      },
    })
    await reply
    const { body } = last()
    const hello = { role: 'user', content: 'Hello.' }
    const told = {
      openai: {
        messages: [{ role: 'system', content: 'Be brief.' }, hello],
        temperature: 0.5,
        max_tokens: 77,
        stream: true,
        stream_options: { include_usage: true },
        response_format: { type: 'json_schema', json_schema: { name: 'reply', schema } },
      },
      anthropic: { system: 'Be brief.', messages: [hello], temperature: 0.5, max_tokens: 77, stream: true },
      ollama: { messages: [{ role: 'system', content: 'Be brief.' }, hello], options: { temperature: 0.5, num_predict: 77 }, stream: true, format: schema },
    }
    expect(body).toEqual({ model: 'model-1', ...told[provider] })
  })

  it('that counts nothing has its tokens counted here', async () => {
    const { reply, usages } = ask(provider, { kind: 'answer', text: 'one two three four', usage: false })
    await reply
    expect(usages).toEqual([{ inputTokens: 8, outputTokens: 4, estimated: true, usd: expect.closeTo((8 * 2 + 4 * 10) / 1e6) }])
  })

  it('without a price has none', async () => {
    const { reply, usages } = ask(provider, { kind: 'answer' }, { model: modelAt(provider, { price: null }) })
    await reply
    expect(usages).toMatchObject([{ usd: null, estimated: false }])
  })

  it.each([
    [429, { 'retry-after': '7' }, 'model_unavailable', 7000],
    [429, { 'retry-after-ms': '250', 'retry-after': '7' }, 'model_unavailable', 250],
    [500, {}, 'model_unavailable', undefined],
    [503, { 'retry-after': 'never' }, 'model_unavailable', undefined],
    [529, {}, 'model_unavailable', undefined],
    [408, {}, 'model_unavailable', undefined],
    [400, {}, 'model_refused', undefined],
    [403, {}, 'model_refused', undefined],
    [404, {}, 'model_refused', undefined],
    [307, { location: 'http://169.254.169.254/' }, 'model_refused', undefined],
  ])('that answers with status %d is judged by it, and costs nothing', async (status, headers, code, retryAfterMs) => {
    const { reply, usages } = ask(provider, { kind: 'status', status, headers, message: 'so it is' })
    const failed = expect(reply).rejects
    await failed.toMatchObject({
      code,
      retryable: code === 'model_unavailable',
      details: { status },
      message: expect.stringContaining(`answered with status ${status}: so it is`),
    })
    await expect(reply).rejects.toHaveProperty('retryAfterMs', retryAfterMs)
    expect(usages).toEqual([])
  })

  it('that has no money left is not asked again', async () => {
    const { reply } = ask(provider, { kind: 'status', status: 429, message: 'You exceeded your current quota, please check your billing details.' })
    await expect(reply).rejects.toMatchObject({ code: 'model_refused', retryable: false })
  })

  it('never has its key told, though the provider repeats it', async () => {
    const { reply } = ask(provider, null, { model: modelAt(provider, { key: 'sk-wrong-0987654321' }) })
    const thrown: unknown = await reply.catch((error: unknown) => error)
    expect(thrown).toMatchObject({ code: 'model_refused', message: expect.stringContaining('Incorrect API key provided: •••') })
    expect(JSON.stringify([thrown, Reflect.get(Object(thrown), 'stack')])).not.toContain('0987654321')
  })

  it.each([
    ['overloaded_error', 'Overloaded', 'model_unavailable'],
    ['rate_limit_exceeded', 'Too many requests', 'model_unavailable'],
    ['server_error', 'The server had an internal error', 'model_unavailable'],
    ['invalid_request_error', 'Your prompt is too long', 'model_refused'],
    ['', 'model "nemo" not found', 'model_refused'],
  ])('that sends an error inside its reply (%s: %s) is %s', async (type, message, code) => {
    for (const after of [undefined, 0]) {
      const { reply, usages } = ask(provider, { kind: 'error-inside', type, message, ...(after === 0 && { after }) })
      await expect(reply).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
      if (after !== 0) expect(usages).toMatchObject([{ estimated: true }])
      expect(usages.length).toBeLessThan(2)
    }
  })

  it.each<Behaviour>([
    { kind: 'no-end' },
    { kind: 'malformed' },
    { kind: 'cut', afterBytes: 300 },
    { kind: 'cut', afterBytes: 0 },
    { kind: 'cut', afterBytes: 0, clean: true },
  ])('whose reply is broken ($kind) has given none, and the part that came is counted', async (behaviour) => {
    const { reply, usages, texts } = ask(provider, behaviour)
    await expect(reply).rejects.toMatchObject({ code: 'model_reply_cut', retryable: true })
    expect(usages).toHaveLength(1)
    expect(usages[0]!.inputTokens).toBeGreaterThan(0)
    expect(usages[0]!.outputTokens > 0).toBe(texts.length > 0 || (provider === 'anthropic' && behaviour.kind === 'cut' && behaviour.afterBytes > 0))
  })

  it('that stops before the mark of the end has given no reply', async () => {
    if (provider === 'ollama') return
    const { reply, usages } = ask(provider, { kind: 'cut-after-finish' })
    await expect(reply).rejects.toMatchObject({ code: 'model_reply_cut', message: expect.stringContaining('without the mark that it is complete') })
    expect(usages).toMatchObject([{ estimated: true }])
  })

  it.each<Behaviour>([{ kind: 'keep-alive' }, { kind: 'silent' }])(
    'that keeps the connection and says nothing ($kind) runs into the limit of silence',
    async (behaviour) => {
      const { reply, usages } = ask(provider, behaviour, { idleMs: 120 })
      // Of the model or, where a busy machine brings the head of the reply late, of its host.
      await expect(reply).rejects.toMatchObject({ code: 'timeout', retryable: true, message: expect.stringMatching(/(gave|sent) nothing for 0\.12 s/) })
      expect(usages).toHaveLength(1)
      await expect.poll(server.open).toBe(0)
    },
  )

  it('that is slow, but at work, runs into no limit', async () => {
    const { reply } = ask(provider, { kind: 'answer', text: 'one two three four five six', pieceMs: 40 }, { idleMs: 200 })
    expect(await reply).toMatchObject({ text: 'one two three four five six' })
  })

  it('is let go at once when the call is called off; what came is counted', async () => {
    const { reply, texts, usages, abort } = ask(provider, { kind: 'answer', text: 'a b c d e f g h i j k l m n o p', pieceMs: 30 })
    await expect.poll(() => texts.length).toBeGreaterThan(2)
    const at = Date.now()
    abort.abort(new Error('called off'))
    await expect(reply).rejects.toThrow('called off')
    await expect.poll(() => last().closedAt).not.toBeNull()
    expect(last().closedAt! - at).toBeLessThan(1000)
    expect(last().isWhole).toBe(false)
    expect(usages).toMatchObject([{ estimated: true }])
    expect(usages[0]!.outputTokens).toBeGreaterThan(2)
    expect(usages[0]!.outputTokens).toBeLessThan(16)
  })

  it('that cuts or holds back its reply says so', async () => {
    expect(await ask(provider, { kind: 'answer', finish: 'length' }).reply).toMatchObject({ finish: 'length' })
    if (provider === 'ollama') return
    const { reply, usages } = ask(provider, { kind: 'answer', finish: 'content_filter' })
    await expect(reply).rejects.toMatchObject({ code: 'model_refused', message: expect.stringContaining('would not answer') })
    expect(usages).toMatchObject([{ estimated: false }])
  })

  it('that nobody serves costs nothing', async () => {
    const { reply, usages } = ask(provider, null, { model: modelAt(provider, { baseUrl: 'http://127.0.0.1:1' }) })
    await expect(reply).rejects.toMatchObject({ code: 'connection_failed', retryable: true })
    expect(usages).toEqual([])
  })

  it('is never asked at an address that no step may reach', async () => {
    for (const baseUrl of ['http://169.254.169.254/v1', 'http://metadata.google.internal']) {
      await expect(ask(provider, null, { model: modelAt(provider, { baseUrl }) }).reply).rejects.toMatchObject({ code: 'address_refused' })
    }
  })

  it('has given no reply when it is cut at any byte, whichever way', { timeout: 60_000 }, async () => {
    const text = 'Well — ✓ 東京'
    const { opening, words, finish, usage, end } = wireOf(provider, {
      pieces: text.match(/\s*\S+\s*/g)!,
      model: 'model-1',
      inputTokens: 3,
      outputTokens: 4,
      finish: 'stop',
      usage: true,
    })
    const length = Buffer.byteLength([...opening, ...words, ...finish, ...usage, ...end].join(''))
    for (let afterBytes = 0; afterBytes < length; afterBytes++) {
      const { reply, usages } = ask(provider, { kind: 'cut', afterBytes, clean: afterBytes % 2 === 0, text })
      await expect(reply).rejects.toMatchObject({ code: 'model_reply_cut' })
      expect(usages).toHaveLength(1)
    }
    expect(await ask(provider, { kind: 'cut', afterBytes: length, text }).reply).toMatchObject({ text })
  })
})

describe('the reason of an end', () => {
  const endings: Readonly<Record<ModelProvider, (reason: string) => string>> = {
    openai: (reason) => `data: ${JSON.stringify({ choices: [{ delta: { content: 'half' }, finish_reason: reason }] })}\n\ndata: [DONE]\n\n`,
    anthropic: (reason) =>
      [
        { type: 'content_block_delta', delta: { type: 'text_delta', text: 'half' } },
        { type: 'message_delta', delta: { stop_reason: reason } },
        { type: 'message_stop' },
      ]
        .map((event) => `data: ${JSON.stringify(event)}\n\n`)
        .join(''),
    ollama: (reason) => `${JSON.stringify({ message: { content: 'half' }, done: true, done_reason: reason, eval_count: 1, prompt_eval_count: 1 })}\n`,
  }
  const asked = async (provider: ModelProvider, reason: string): Promise<Asked> => {
    const type = provider === 'ollama' ? 'application/x-ndjson' : 'text/event-stream'
    const { port } = await rawServer((socket) => socket.end(reply('200 OK', { 'content-type': type }, endings[provider](reason))))
    return ask(provider, null, { model: modelAt(provider, { baseUrl: `http://127.0.0.1:${port}` }) })
  }

  it.each<[ModelProvider, string[]]>([
    ['openai', ['abort', 'error', 'cancelled', 'timeout', 'constructor', 'new_kind']],
    ['anthropic', ['pause_turn', 'abort', 'constructor', 'new_kind']],
    ['ollama', ['load', 'unload', 'abort', 'constructor', 'new_kind']],
  ])('of %s that is no good one means that the reply is cut, and is named', async (provider, reasons) => {
    for (const reason of reasons) {
      const { reply: given, usages } = await asked(provider, reason)
      await expect(given).rejects.toMatchObject({ code: 'model_reply_cut', retryable: true, message: expect.stringContaining(`"${reason}"`) })
      expect(usages).toHaveLength(1)
    }
  })

  it.each<[ModelProvider, string, string]>([
    ['openai', 'stop', 'stop'],
    ['openai', 'STOP', 'stop'],
    ['openai', 'eos_token', 'stop'],
    ['openai', 'end_turn', 'stop'],
    ['openai', 'stop_sequence', 'stop'],
    ['openai', 'length', 'length'],
    ['openai', 'max_tokens', 'length'],
    ['openai', 'tool_calls', 'other'],
    ['openai', 'function_call', 'other'],
    ['anthropic', 'end_turn', 'stop'],
    ['anthropic', 'stop_sequence', 'stop'],
    ['anthropic', 'max_tokens', 'length'],
    ['anthropic', 'tool_use', 'other'],
    ['ollama', 'stop', 'stop'],
    ['ollama', 'length', 'length'],
    ['ollama', '', 'stop'],
  ])('of %s that is %j is a good one: %s', async (provider, reason, finish) => {
    const { reply: given } = await asked(provider, reason)
    expect(await given).toMatchObject({ text: 'half', finish })
  })

  it('is not repeated when it is anything but a word, or holds the key', async () => {
    for (const reason of [KEY, 'x'.repeat(500), '<b>']) {
      const { reply: given } = await asked('openai', reason)
      await expect(given).rejects.toMatchObject({ code: 'model_reply_cut', message: expect.stringContaining('not one to repeat') })
    }
  })
})

describe('the pieces of a reply', () => {
  const providers: readonly (readonly [ModelProvider, Provider])[] = [
    ['openai', openaiCompatible],
    ['anthropic', anthropic],
    ['ollama', ollama],
  ]

  it.each(providers)('of %s are the same, however the network cuts them', async (name, provider) => {
    const wire = wireOf(name, { pieces: ['Grüße ', '— ✓ ', '東京 ', '👋🏽'], model: 'm', inputTokens: 3, outputTokens: 4, finish: 'stop', usage: true })
    const bytes = Buffer.from([...wire.opening, ...wire.idle, ...wire.words, ...wire.finish, ...wire.usage, ...wire.end].join(''))
    const read = async (cuts: readonly number[]): Promise<unknown[]> => {
      const places = [0, ...cuts, bytes.length].toSorted((a, b) => a - b)
      async function* body(): AsyncGenerator<Uint8Array> {
        for (const [index, from] of places.entries()) yield bytes.subarray(from, places[index + 1] ?? bytes.length)
      }
      const events: unknown[] = []
      for await (const piece of replyPieces(body(), provider.framing)) events.push(...provider.read(piece))
      return events
    }
    const whole = await read([])
    expect(whole.at(-1)).toEqual({ kind: 'end' })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 40 }), async (cuts) => {
        expect(await read(cuts)).toEqual(whole)
      }),
    )
    expect(await read(Array.from({ length: bytes.length }, (_, index) => index))).toEqual(whole)
  })

  it.each(providers)('of %s may hold anything: it is understood, or refused as malformed', (_, provider) => {
    const key = fc.constantFrom(
      'choices',
      'delta',
      'content',
      'usage',
      'prompt_tokens',
      'error',
      'message',
      'type',
      'done',
      'eval_count',
      'finish_reason',
      'stop_reason',
      'text',
      'object',
      'x',
    )
    const kind = fc.constantFrom('error', 'message_start', 'message_delta', 'content_block_delta', 'text_delta', 'list', '')
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom(null, true, 0, -1, 1.5, 1e99),
        kind,
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(key, tie('value'), { maxKeys: 5 }),
      ),
    }))
    fc.assert(
      fc.property(
        fc.oneof(
          value.map((each) => JSON.stringify(each)),
          fc.string(),
        ),
        (piece) => {
          try {
            for (const event of provider.read(piece)) expect(event.kind).toBeTypeOf('string')
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(MalformedReply)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('are looked at only as far as they are asked for', () => {
    const rest = JSON.stringify(Array.from({ length: 10_000 }, () => 1)).slice(1)
    expect(openaiCompatible.read(`{"choices":[{"delta":{"content":"x"}},${rest}}`)).toEqual([{ kind: 'text', text: 'x' }])
    expect(() => openaiCompatible.read(`{"choices":[${rest}}`)).toThrow(/^it has an unknown shape: [^\n]{1,100}$/)
  })

  it.each([
    ['events', 'data: ', '\n\n'],
    ['lines', '', '\n'],
  ] as const)('of many values are refused by their size, before they are read: %s', async (framing, before, after) => {
    const bytes = Buffer.from(`${before}{"choices":[${'1,'.repeat(500_000)}1]}${after}`)
    for (const size of [64 * 1024, bytes.length]) {
      const given: string[] = []
      async function* body(): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
      }
      await expect(async () => {
        for await (const piece of replyPieces(body(), framing)) given.push(piece)
      }).rejects.toThrow('more than 131072 characters')
      expect(given).toEqual([])
    }
  })

  it('may not be endless', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('data: ')
      for (;;) yield Buffer.alloc(64 * 1024, 'x')
    }
    for (const framing of ['events', 'lines'] as const) {
      await expect(async () => {
        for await (const _piece of replyPieces(endless(), framing));
      }).rejects.toThrow('more than 131072 characters')
    }
  })
})
