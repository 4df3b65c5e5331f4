import { afterAll, describe, expect, it } from 'vitest'
import type { Json } from '../../contract/json'
import { MODEL_PROVIDERS, type ModelProvider } from '../../contract/model'
import { DocumentPool } from '../../connectors/documents/document-pool'
import { Egress } from '../../connectors/egress/egress'
import { parsePipeline } from '../../core/pipelines/parse-pipeline'
import { EngineError } from '../../core/shared/engine-error'
import type { ReadyModel } from '../../ports/models'
import type { StepOutcome } from '../../ports/step-kind'
import { workerSources } from '../../testing/engine-harness'
import { startModelServer } from '../../testing/model-server/model-server'
import { stepContext, TEST_NOW, type TestContext } from '../../testing/step-context'
import { describeStepKind, runStep } from '../../testing/step.testsuite'
import { llmStep } from './llm-step'

const server = await startModelServer()
afterAll(() => server.close())

const models = {
  get: async (name: string): Promise<ReadyModel> => {
    const provider = MODEL_PROVIDERS.find((each) => name === each || name.startsWith(`${each}:`))
    if (provider === undefined) throw new EngineError('model_not_found', `There is no model "${name}" in the roster.`)
    return { name, provider, baseUrl: server.baseUrls[provider], model: name.slice(provider.length + 1) || 'plain', key: null, price: { input: 1, output: 1 } }
  },
}
const threads = new DocumentPool(workerSources.document, 1)
afterAll(() => threads.close())
const kind = llmStep({ models, threads, egress: new Egress({ rules: async () => ({ allowedPrivateHosts: [], own: [] }) }) })

const city = { type: 'object', required: ['name'], properties: { name: { type: 'string' }, people: { type: 'integer' } }, additionalProperties: false }

describeStepKind({
  kind,
  good: [
    { name: 'a prompt', config: { model: 'openai', prompt: 'Say something.' } },
    {
      name: 'a conversation',
      config: {
        model: 'anthropic',
        system: 'Be kind.',
        messages: [
          { role: 'user', content: 'Hi.' },
          { role: 'assistant', content: 'Hello.' },
          { role: 'user', content: 'Go on.' },
        ],
        temperature: 0,
        max_tokens: 9,
      },
    },
    { name: 'a schema', config: { model: 'ollama', prompt: 'Name a city.', schema: city } },
  ],
  bad: [
    { name: 'no model', config: { prompt: 'a' } },
    { name: 'no question', config: { model: 'm' } },
    { name: 'two questions', config: { model: 'm', prompt: 'a', messages: [{ role: 'user', content: 'a' }] } },
    { name: 'an empty prompt', config: { model: 'm', prompt: '' } },
    { name: 'no messages', config: { model: 'm', messages: [] } },
    { name: 'nobody to answer', config: { model: 'm', messages: [{ role: 'system', content: 'a' }] } },
    { name: 'a role that is none', config: { model: 'm', messages: [{ role: 'tool', content: 'a' }] } },
    { name: 'a schema that is none', config: { model: 'm', prompt: 'a', schema: { type: 'strange' } } },
    { name: 'a schema that is too large', config: { model: 'm', prompt: 'a', schema: { description: 'x'.repeat(70_000) } } },
    { name: 'heat', config: { model: 'm', prompt: 'a', temperature: 3 } },
    { name: 'no tokens', config: { model: 'm', prompt: 'a', max_tokens: 0 } },
  ],
  failing: [
    { name: 'a model that is not there', config: { model: 'gone', prompt: 'a' }, code: 'model_not_found' },
    { name: 'a busy provider', config: { model: 'openai:fault-429', prompt: 'a' }, code: 'model_unavailable' },
    { name: 'a failing provider', config: { model: 'anthropic:fault-500', prompt: 'a' }, code: 'model_unavailable' },
    { name: 'a refusal', config: { model: 'ollama:fault-403', prompt: 'a' }, code: 'model_refused' },
    { name: 'a filter', config: { model: 'openai:fault-filter', prompt: 'a' }, code: 'model_refused' },
    { name: 'a cut reply', config: { model: 'openai:fault-cut', prompt: 'a' }, code: 'model_reply_cut' },
    { name: 'a reply without its end', config: { model: 'anthropic:fault-no-end', prompt: 'a' }, code: 'model_reply_cut' },
    { name: 'a reply without its usage and end', config: { model: 'openai:fault-after-finish', prompt: 'a' }, code: 'model_reply_cut' },
    { name: 'a malformed reply', config: { model: 'ollama:fault-malformed', prompt: 'a' }, code: 'model_reply_cut' },
    { name: 'an error inside', config: { model: 'anthropic:fault-error-inside', prompt: 'a' }, code: 'model_unavailable' },
    { name: 'silence', config: { model: 'openai:fault-keep-alive', prompt: 'a', idle_timeout_ms: 100 }, code: 'timeout' },
    {
      name: 'a reply that is cut before its JSON is whole',
      config: { model: 'openai:fault-length', prompt: 'a', schema: { type: 'string', const: 'no' } },
      code: 'model_reply_invalid',
    },
  ],
  slow: MODEL_PROVIDERS.map((provider) => ({
    name: `a slow model of ${provider}`,
    config: {
      model: `${provider}:slow-50`,
      prompt: 'Tell me a long story about the sea, the ships, the harbour and the keeper of the light who wrote it all down.',
    },
    started: ({ streamed }: TestContext) => streamed.length > 1,
  })),
  tooLarge: [],
})

async function run(config: Record<string, Json>): Promise<{ outcome: StepOutcome; context: TestContext }> {
  const context = await stepContext()
  return { outcome: await runStep(kind, config, context), context }
}

const answer = (text: string) => ({ kind: 'answer', text }) as const
const asked = () => server.requests.at(-1)!

describe('a reply', () => {
  it('is shown as it comes, counted, and given out', async () => {
    server.queue(answer('Quite well, thank you.'))
    const { outcome, context } = await run({ model: 'openai', prompt: 'How are you?' })
    const usage = { input_tokens: 3, output_tokens: 4, estimated: false, usd: 7e-6 }
    expect(outcome).toEqual({ kind: 'succeeded', output: { text: 'Quite well, thank you.', value: null, model: 'openai', finish: 'stop', usage } })
    expect(context.streamed).toEqual(['Quite ', 'well, ', 'thank ', 'you.'])
    expect(context.usages).toEqual([{ model: 'openai', inputTokens: 3, outputTokens: 4, estimated: false, usd: 7e-6 }])
    expect(asked().headers['idempotency-key']).toBe(context.idempotencyKey)
  })

  it('that the limit of tokens cut succeeds, with a warning', async () => {
    const { outcome, context } = await run({ model: 'anthropic:fault-length', prompt: 'Go on.' })
    expect(outcome).toMatchObject({ kind: 'succeeded', output: { finish: 'length' } })
    expect(context.lines).toEqual([{ level: 'warn', text: expect.stringContaining('max_tokens') }])
  })

  it('of a busy provider is asked for again when it says', async () => {
    expect((await run({ model: 'openai:fault-429', prompt: 'a' })).outcome).toMatchObject({ code: 'model_unavailable', retryable: true, retryAfterMs: 1000 })
  })

  it('tells what the provider said of its limits, whatever it came to', async () => {
    const told = { 'x-ratelimit-limit-requests': '10', 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '2s' }
    server.queue({ kind: 'status', status: 429, headers: { ...told, 'retry-after': '2' } }, answer('Well.'))
    const { context: refused } = await run({ model: 'openai', prompt: 'a' })
    expect(refused.facts).toEqual([
      { at: TEST_NOW, requests: { limit: 10, remaining: 0, resetAt: TEST_NOW + 2000 }, tokens: null, refused: { until: TEST_NOW + 2000, tooMany: true } },
    ])
    const { context: answered } = await run({ model: 'openai', prompt: 'a' })
    expect(answered.facts).toEqual([{ at: TEST_NOW, requests: null, tokens: null, refused: null }])
  })

  it('that was cut is counted, and so is one that was called off', async () => {
    const { context: cut } = await run({ model: 'openai:fault-cut-400', prompt: 'Tell me something about the long history of the sea.' })
    expect(cut.usages).toMatchObject([{ model: 'openai:fault-cut-400', estimated: true }])
    const context = await stepContext()
    const running = runStep(kind, { model: 'openai:slow-30', prompt: 'Tell me a story about the sea and the ships and the light.' }, context)
    await expect.poll(() => context.streamed.length).toBeGreaterThan(1)
    context.abort.abort(new Error('called off'))
    await expect(running).rejects.toThrow('called off')
    expect(context.usages).toHaveLength(1)
  })
})

describe.each<ModelProvider>([...MODEL_PROVIDERS])('a reply of %s that must fit a schema', (model) => {
  const config = { model, prompt: 'Name a city.', schema: city }

  it.each(['{"name":"Oslo"}', '\n {"name":"Oslo"}\n', '```json\n{"name":"Oslo"}\n```', '```\n{"name":"Oslo"}```'])('may be %j', async (text) => {
    server.queue(answer(text))
    const { outcome, context } = await run(config)
    expect(outcome).toMatchObject({ kind: 'succeeded', output: { text, value: { name: 'Oslo' } } })
    expect(context.usages).toHaveLength(1)
  })

  it('is asked for once more when it does not, with what is wrong', async () => {
    server.queue(answer('{"name":5,"mayor":"x"}'), answer('{"name":"Oslo"}'))
    const { outcome, context } = await run(config)
    expect(outcome).toMatchObject({ kind: 'succeeded', output: { value: { name: 'Oslo' } } })
    expect(context.usages).toHaveLength(2)
    const [first, second] = server.requests.slice(-2)
    const total = first!.inputTokens + second!.inputTokens
    expect(outcome).toMatchObject({ output: { usage: { input_tokens: total } } })
    expect(second!.body.messages.slice(-2)).toEqual([
      { role: 'assistant', content: '{"name":5,"mayor":"x"}' },
      { role: 'user', content: expect.stringMatching(/additional properties: "mayor"\n- \/name must be string/) },
    ])
    expect(first!.headers['idempotency-key']).not.toBe(second!.headers['idempotency-key'])
    expect(context.lines).toMatchObject([{ level: 'warn', text: expect.stringContaining('asked once more') }])
  })

  it('fails when it does not the second time either', async () => {
    server.queue(answer('I would say Oslo.'), answer('{"name":7}'))
    const { outcome, context } = await run(config)
    expect(outcome).toMatchObject({
      code: 'model_reply_invalid',
      retryable: false,
      message: expect.stringContaining('also when asked again: /name must be string'),
      details: { findings: ['/name must be string'], reply: '{"name":7}' },
    })
    expect(context.usages).toHaveLength(2)
  })

  it('is not asked for again when the second call fails in another way', async () => {
    server.queue(answer('nonsense'), { kind: 'status', status: 503 })
    const { outcome, context } = await run(config)
    expect(outcome).toMatchObject({ code: 'model_unavailable', retryable: true })
    expect(context.usages).toHaveLength(1)
  })
})

describe('a provider that takes no schema', () => {
  it('is asked without one, and its reply is checked all the same', async () => {
    server.queue({ kind: 'status', status: 400, message: "'response_format.type' must be 'text'" }, answer('{"name":"Oslo"}'))
    const { outcome, context } = await run({ model: 'openai', prompt: 'Name a city.', schema: city })
    expect(outcome).toMatchObject({ kind: 'succeeded', output: { value: { name: 'Oslo' } } })
    const [first, second] = server.requests.slice(-2)
    expect([first!.body.response_format !== undefined, second!.body.response_format]).toEqual([true, undefined])
    expect(second!.body.messages[0]!.content).toContain('It must fit this JSON Schema:\n{')
    expect(context.usages).toHaveLength(1)
  })

  it('that refuses for another reason is not asked again', async () => {
    server.queue({ kind: 'status', status: 400, message: 'the prompt is too long' })
    const before = server.requests.length
    expect((await run({ model: 'openai', prompt: 'Name a city.', schema: city })).outcome).toMatchObject({ code: 'model_refused' })
    expect(server.requests.length - before).toBe(1)
  })
})

it('a reply whose schema refers to itself is checked on a thread', async () => {
  const tree = {
    $defs: { node: { type: 'object', properties: { child: { $ref: '#/$defs/node' } }, additionalProperties: false } },
    $ref: '#/$defs/node',
    type: 'object',
  }
  server.queue(answer('{"child":{"child":{}}}'), answer('{"child":{"leaf":1}}'), answer('{"child":{"leaf":1}}'))
  expect((await run({ model: 'openai', prompt: 'Grow a tree.', schema: tree })).outcome).toMatchObject({
    kind: 'succeeded',
    output: { value: { child: { child: {} } } },
  })
  expect((await run({ model: 'openai', prompt: 'Grow a tree.', schema: tree })).outcome).toMatchObject({
    code: 'model_reply_invalid',
    details: { findings: [expect.stringContaining('/child must NOT have additional')] },
  })
})

describe('a large schema', () => {
  const named = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, false]))
  const large = { $defs: { d: { properties: named(2500) } }, allOf: Array.from({ length: 1300 }, () => ({ $ref: '#/$defs/d' })) }

  it('is read with its file, which makes nothing of it yet', () => {
    expect(JSON.stringify(large).length).toBeGreaterThan(60_000)
    const text = `name: a\nsteps:\n  - id: ask\n    uses: llm\n    with: { model: m, prompt: a, schema: ${JSON.stringify(large)} }`
    expect(parsePipeline(text, new Map([['llm', kind]])).problems).toEqual([])
  })

  it('is checked on a thread, and one that cannot be used is refused before a model is asked', async () => {
    const config = { model: 'openai', prompt: 'Name a city.' }
    server.queue(answer('{"b":1}'), answer('{"a2499":1}'), answer('{"a2499":1}'))
    const slim = { ...large, allOf: [{ $ref: '#/$defs/d' }], $comment: 'x'.repeat(20_000) }
    expect((await run({ ...config, schema: slim })).outcome).toMatchObject({ kind: 'succeeded', output: { value: { b: 1 } } })
    expect((await run({ ...config, schema: slim })).outcome).toMatchObject({ code: 'model_reply_invalid' })
    const before = server.requests.length
    expect((await run({ ...config, schema: { ...slim, type: 'strange' } })).outcome).toMatchObject({ code: 'step_config_invalid' })
    expect(server.requests.length).toBe(before)
  })
})

describe('a secret in a reply that does not fit', () => {
  it('is masked before the reply is cut', async () => {
    const secret = 'correct-horse-battery'
    const text = `${'x'.repeat(3990)}${secret}${'y'.repeat(100)}`
    server.queue(answer(text), answer(text))
    const context = await stepContext({ mask: (whole) => whole.replaceAll(secret, '•••') })
    const outcome = await runStep(kind, { model: 'openai', prompt: 'Name a city.', schema: city }, context)
    expect(outcome).toMatchObject({ code: 'model_reply_invalid', details: { reply: expect.stringContaining('x•••y') } })
    expect(JSON.stringify(outcome)).not.toContain('corr')
  })
})
