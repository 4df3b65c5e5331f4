import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Json } from '../../contract/json'
import { MODEL_PROVIDERS } from '../../contract/model'
import { Egress } from '../../connectors/egress/egress'
import { batchesOf } from '../../connectors/embeddings/batches'
import { EngineError } from '../../core/shared/engine-error'
import type { ReadyModel } from '../../ports/models'
import type { StepOutcome } from '../../ports/step-kind'
import { sampleEmbedding } from '../../testing/model-server/embeddings'
import { startModelServer } from '../../testing/model-server/model-server'
import { rawServer, reply } from '../../testing/raw-server'
import { stepContext, type TestContext } from '../../testing/step-context'
import { describeStepKind, runStep } from '../../testing/step.testsuite'
import { embedStep } from './embed-step'

const KEY = 'sk-embed-1234567890'
const server = await startModelServer({ key: KEY })
afterAll(() => server.close())

/** `openai:name`: the model `name` of that provider; `http://…` an OpenAI-compatible one there. */
const models = {
  get: async (name: string): Promise<ReadyModel> => {
    if (name.startsWith('http://')) return { name: 'raw', provider: 'openai', baseUrl: name, model: 'plain', key: null, price: null }
    const provider = MODEL_PROVIDERS.find((each) => name === each || name.startsWith(`${each}:`))
    if (provider === undefined) throw new EngineError('model_not_found', `There is no model "${name}" in the roster.`)
    return { name, provider, baseUrl: server.baseUrls[provider], model: name.slice(provider.length + 1) || 'plain', key: KEY, price: { input: 2, output: 9 } }
  },
}
const kind = embedStep({ models, egress: new Egress({ rules: async () => ({ allowedPrivateHosts: [], own: [] }) }) })

const slow = (provider: string) => ({
  name: `a slow provider, ${provider}`,
  config: { model: `${provider}:slow-4000`, text: 'Tell me where the ships lie.' },
  started: () => server.open() > 0,
})

describeStepKind({
  kind,
  good: [
    { name: 'a text', config: { model: 'openai', text: 'Some words.' } },
    { name: 'texts', config: { model: 'ollama', texts: ['One.', 'Two.', 'Three.'], batch_size: 2 } },
    { name: 'no texts', config: { model: 'openai', texts: [] } },
    { name: 'a chosen length', config: { model: 'ollama', text: 'a', dimensions: 8 } },
  ],
  bad: [
    { name: 'no model', config: { text: 'a' } },
    { name: 'nothing to embed', config: { model: 'm' } },
    { name: 'both a text and texts', config: { model: 'm', text: 'a', texts: ['a'] } },
    { name: 'an empty text', config: { model: 'm', text: '' } },
    { name: 'an empty text among others', config: { model: 'm', texts: ['a', ''] } },
    { name: 'a number among the texts', config: { model: 'm', texts: ['a', 1] } },
    { name: 'no dimensions', config: { model: 'm', text: 'a', dimensions: 0 } },
    { name: 'an empty batch', config: { model: 'm', text: 'a', batch_size: 0 } },
  ],
  failing: [
    { name: 'a model that is not there', config: { model: 'gone', text: 'a' }, code: 'model_not_found' },
    { name: 'a provider without embeddings', config: { model: 'anthropic', text: 'a' }, code: 'model_refused' },
    { name: 'a busy provider', config: { model: 'openai:fault-429', text: 'a' }, code: 'model_unavailable' },
    { name: 'a failing provider', config: { model: 'ollama:fault-500', text: 'a' }, code: 'model_unavailable' },
    { name: 'a refusal', config: { model: 'ollama:fault-404', text: 'a' }, code: 'model_refused' },
    { name: 'a cut reply', config: { model: 'openai:fault-cut-40', text: 'a' }, code: 'model_reply_cut' },
    { name: 'a reply that ends in the middle', config: { model: 'ollama:fault-malformed', text: 'a' }, code: 'model_reply_cut' },
    { name: 'an error in place of a reply', config: { model: 'openai:fault-error-inside', text: 'a' }, code: 'model_unavailable' },
    { name: 'silence', config: { model: 'openai:fault-silent', text: 'a', idle_timeout_ms: 100 }, code: 'timeout' },
    ...(['openai', 'ollama'] as const).flatMap((provider) =>
      (['fault-unequal', 'fault-infinite', 'fault-wordy', 'fault-few'] as const).map((fault) => ({
        name: `${fault} of ${provider}`,
        config: { model: `${provider}:${fault}`, texts: ['a', 'b'] },
        code: 'model_reply_invalid' as const,
      })),
    ),
    { name: 'numbers that repeat', config: { model: 'openai:fault-twice', texts: ['a', 'b'] }, code: 'model_reply_invalid' },
  ],
  slow: [slow('openai'), slow('ollama')],
  tooLarge: [
    {
      name: 'more vectors than can be given out',
      config: { model: 'openai', texts: Array.from({ length: 20_000 }, () => 'a'), dimensions: 16_000, batch_size: 2 },
    },
  ],
})

async function run(config: Record<string, Json>): Promise<{ outcome: StepOutcome; context: TestContext }> {
  const context = await stepContext()
  return { outcome: await runStep(kind, config, context), context }
}

const JSON_TYPE = { 'content-type': 'application/json' }

const vectorsOf = (outcome: StepOutcome) => z.object({ output: z.object({ vectors: z.array(z.array(z.number())) }) }).parse(outcome).output.vectors

describe('embedding', () => {
  it('gives a vector for each text in their order, however they are sent and come, and counts every request', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ minLength: 1 }), { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), async (texts, batch) => {
        const before = server.embeddings.length
        const { outcome, context } = await run({ model: 'openai:shuffled', texts, batch_size: batch })
        expect(vectorsOf(outcome)).toEqual(texts.map((text) => sampleEmbedding(text)))
        expect(context.usages).toHaveLength(Math.ceil(texts.length / batch))
        expect(server.embeddings.slice(before).flatMap(({ body }) => body.input)).toEqual(texts)
      }),
      { numRuns: 30 },
    )
  })

  it('sends what the provider needs, the key among it, with a key for each request that stays the same over retries', async () => {
    const { outcome, context } = await run({ model: 'ollama', texts: ['How are you?', 'Well.'], batch_size: 1, dimensions: 4 })
    const usage = { input_tokens: 4, output_tokens: 0, estimated: false, usd: 8e-6 }
    expect(outcome).toMatchObject({ kind: 'succeeded', output: { dimensions: 4, model: 'ollama', usage } })
    expect(server.embeddings.slice(-2).map(({ headers, body }) => [headers['idempotency-key'], headers.authorization, body])).toEqual([
      [context.idempotencyKey, `Bearer ${KEY}`, { model: 'plain', input: ['How are you?'], truncate: false, dimensions: 4 }],
      [`${context.idempotencyKey}.2`, `Bearer ${KEY}`, { model: 'plain', input: ['Well.'], truncate: false, dimensions: 4 }],
    ])
  })

  it('estimates what a provider did not count, a cancelled request among it', async () => {
    const { context } = await run({ model: 'openai:fault-no-usage', text: 'hello world' })
    expect(context.usages).toEqual([{ model: 'openai:fault-no-usage', inputTokens: 2, outputTokens: 0, estimated: true, usd: 4e-6 }])

    const cancelled = await stepContext()
    const open = server.embeddings.length
    const running = expect(runStep(kind, { model: 'openai:fault-silent', text: 'hello world' }, cancelled)).rejects.toThrow('called off')
    await expect.poll(() => server.embeddings.length).toBe(open + 1)
    cancelled.abort.abort(new Error('called off'))
    await running
    expect(cancelled.usages).toMatchObject([{ inputTokens: 2, estimated: true }])
    await expect.poll(() => server.embeddings.at(-1)?.closedAt).not.toBeNull()
  })

  it('counts what was refused as nothing', async () => {
    expect((await run({ model: 'openai:fault-401', text: 'a' })).context.usages).toEqual([])
    expect((await run({ model: 'ollama:fault-error-inside', text: 'a' })).context.usages).toEqual([])
  })

  it('is tried again when the provider says', async () => {
    expect((await run({ model: 'openai:fault-429', text: 'a' })).outcome).toMatchObject({ code: 'model_unavailable', retryable: true, retryAfterMs: 1000 })
    expect((await run({ model: 'openai:fault-infinite', text: 'a' })).outcome).toMatchObject({ code: 'model_reply_invalid', retryable: false })
  })

  it.each([
    ['numbers that JSON does not know', '{"data":[{"index":0,"embedding":[NaN]}]}'],
    ['an empty vector', '{"data":[{"index":0,"embedding":[]}]}'],
    ['an encoded vector', '{"data":[{"index":0,"embedding":"AAAA"}]}'],
    ['something else', '{"data":{}}'],
  ])('refuses %s', async (_what, body) => {
    const raw = await rawServer((socket) => void socket.end(reply('200 OK', JSON_TYPE, body)))
    const { outcome } = await run({ model: `http://127.0.0.1:${raw.port}`, text: 'a' })
    expect(outcome).toMatchObject({ kind: 'failed', code: 'model_reply_invalid' })
  })

  it('refuses vectors that are not as long as those before them', async () => {
    let replies = 0
    const next = () => JSON.stringify({ data: [{ index: 0, embedding: Array.from({ length: ++replies }, () => 1) }] })
    const raw = await rawServer((socket) => void socket.end(reply('200 OK', JSON_TYPE, next())))
    const { outcome } = await run({ model: `http://127.0.0.1:${raw.port}`, texts: ['a', 'b'], batch_size: 1 })
    expect(outcome).toMatchObject({ kind: 'failed', code: 'model_reply_invalid', message: expect.stringContaining('1 and 2') })
  })
})

it('batches hold every text once and in order, within both limits', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.integer({ min: 1, max: 150_000 }).map((length) => 'x'.repeat(length)),
        { maxLength: 12 },
      ),
      fc.integer({ min: 1, max: 4 }),
      (texts, most) => {
        const batches = batchesOf(texts, most)
        expect(batches.flat()).toEqual(texts)
        for (const batch of batches) {
          expect(batch.length).toBeGreaterThan(0)
          expect(batch.length).toBeLessThanOrEqual(most)
          if (batch.length > 1) expect(batch.join('').length).toBeLessThanOrEqual(200_000)
        }
      },
    ),
  )
})
