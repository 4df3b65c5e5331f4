import { afterEach, expect, test } from 'vitest'
import type { ModelEntry } from '../contract/model'
import { type Behaviour, type EngineHarness, startEngine, succeed } from '../testing/engine-harness'
import { tempFolder } from '../testing/temp-folder'
import { type ModelServer, type ModelServerOptions, startModelServer } from '../testing/model-server/model-server'

const open: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.stop()
})

async function start(options: ModelServerOptions, model: Partial<ModelEntry> = {}, dataFolder?: string): Promise<EngineHarness & { readonly server: ModelServer }> {
  const server = await startModelServer(options)
  open.push({ stop: () => server.close() })
  const harness = await startEngine({ behaviours: {}, ...(dataFolder !== undefined && { dataFolder }) })
  open.push(harness)
  const entry: ModelEntry = {
    name: 'fast',
    provider: 'openai',
    baseUrl: server.baseUrls.openai,
    model: 'plain',
    apiKey: null,
    price: null,
    requestsPerMinute: null,
    tokensPerMinute: null,
  }
  await harness.engine.client.models.save({ model: { ...entry, ...model } })
  return { ...harness, server }
}

const questions = (retries = 3) => `
name: questions
inputs: { list: { type: array, default: [] } }
steps:
  - id: ask
    uses: llm
    queue: default
    map: { over: inputs.list, max_parallel: 40 }
    retry: { attempts: ${retries}, delay: 10ms, max: 2s }
    with: { model: fast, prompt: "Question \${{ item }}" }
`
const forty = { list: Array.from({ length: 40 }, (_, index) => index) }

test('40 items at a server that takes 10 a second, and says what is left: none is refused, and no time is lost', async () => {
  const { run, server } = await start({ limit: { requests: 10, windowMs: 1000, told: 'headers' } })
  const began = Date.now()
  const ended = await run(questions(1), forty)
  expect([ended.status, server.requests.length, server.refused.length]).toEqual(['succeeded', 40, 0])
  expect(Date.now() - began).toBeLessThan(12_000)
}, 30_000)

test('at one that only refuses: after those that were under way with the first, nearly none is refused', async () => {
  const { run, server } = await start({ limit: { requests: 10, windowMs: 1000, told: 'retry-after' } })
  expect((await run(questions(5), forty)).status).toBe('succeeded')
  const [first = 0] = server.refused
  expect(server.refused.filter((at) => at > first + 1000).length).toBeLessThanOrEqual(3)
}, 40_000)

test('a limit of our own holds: attempts wait for it, and say until when', async () => {
  const { start: begin, ended, server, engine } = await start({}, { requestsPerMinute: 600 })
  const runId = await begin(questions(1), forty)
  await expect
    .poll(async () => (await engine.client.queues.list()).lanes[0]?.shut?.because, { interval: 5 })
    .toBe('has reached the limit that it was given here')
  expect((await ended(runId)).status).toBe('succeeded')
  const times = server.requests.map(({ at }) => at)
  // Ten at once, then one every hundred milliseconds.
  expect((times[39] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(2500)
}, 30_000)

test('a limit of our own holds over a restart: what the engine before may have used is not given out again', async () => {
  const dataFolder = tempFolder()
  // One every two seconds.
  const first = await start({}, { requestsPerMinute: 30 }, dataFolder)
  expect((await first.run(questions(1), { list: [0] })).status).toBe('succeeded')
  await first.stop()
  const second = await startEngine({ behaviours: {}, dataFolder })
  open.push(second)
  expect((await second.run(questions(1), { list: [1] })).status).toBe('succeeded')
  const [before = 0, after = 0] = first.server.requests.map(({ at }) => at)
  expect(after - before).toBeGreaterThan(1900)
}, 30_000)

test('a kind that says nothing of replies is held up by no window: what succeeds counts as answered', async () => {
  let most = 0
  let atWork = 0
  const quick: Behaviour = async () => {
    most = Math.max(most, ++atWork)
    await new Promise((resolve) => setTimeout(resolve, 20))
    atWork -= 1
    return succeed(1)
  }
  const harness = await startEngine({ behaviours: { quick } })
  open.push(harness)
  const text =
    'name: quiet\ninputs: { list: { type: array, default: [] } }\nsteps:\n  - { id: a, uses: probe, map: { over: inputs.list, max_parallel: 40 }, with: { do: quick, lane: "model:quiet" } }\n'
  expect((await harness.run(text, { list: [...forty.list, ...forty.list] })).status).toBe('succeeded')
  expect(most).toBeGreaterThan(12)
})
