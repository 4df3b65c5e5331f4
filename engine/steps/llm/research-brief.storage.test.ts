import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import type { RunDetail } from '../../contract/run'
import type { StepRun } from '../../contract/step'
import { type EngineHarness, startEngine } from '../../testing/engine-harness'
import { type ModelServer, startModelServer } from '../../testing/model-server/model-server'

const examplesFolder = fileURLToPath(new URL('../../../resources/examples', import.meta.url))
const KEY = 'sk-research-1234567890'

/** An engine with the samples, and models of this server in its roster. */
async function engineWith(server: ModelServer, ...models: string[]): Promise<EngineHarness> {
  const harness = await startEngine({ behaviours: {}, config: { examplesFolder } })
  onTestFinished(async () => {
    await harness.stop()
    await server.close()
  })
  const { client } = harness.engine
  await client.secrets.save({ name: 'RESEARCH_KEY', value: KEY })
  for (const name of models) {
    const model = { name, provider: 'openai', baseUrl: server.baseUrls.openai, model: name, apiKey: 'RESEARCH_KEY', price: { input: 1, output: 2 } } as const
    await client.models.save({ model })
  }
  return harness
}

async function runBrief({ engine, ended }: EngineHarness, input: Record<string, string> = {}): Promise<RunDetail> {
  const { runId } = await engine.client.runs.start({ pipeline: 'research-brief', input })
  return ended(runId)
}

const readOf = async ({ engine }: EngineHarness, runId: string, path: string): Promise<string> => (await engine.client.runs.readFile({ runId, path })).text

async function failedItems({ engine }: EngineHarness, run: RunDetail): Promise<readonly StepRun[]> {
  const { items } = await engine.client.runs.items({ runId: run.id, stepId: 'notes', statuses: ['failed'] })
  expect(items.length).toBeGreaterThan(0)
  return items
}

it('the research brief is written from notes on every document, and what it used is counted', async () => {
  const server = await startModelServer({ key: KEY })
  const harness = await engineWith(server, 'research')
  const run = await runBrief(harness)
  expect(run).toMatchObject({ status: 'succeeded', output: { value: { documents: 4 } } })
  const { requests } = server
  expect(requests.map(({ body }) => body.model)).toEqual(Array.from({ length: 5 }, () => 'research'))
  expect(await readOf(harness, run.id, 'brief.md')).toBe(`${requests.at(-1)!.reply}\n`)
  expect(JSON.parse(await readOf(harness, run.id, 'notes.json'))).toEqual(expect.arrayContaining(requests.slice(0, 4).map(({ reply }) => JSON.parse(reply))))
  const sum = (pick: 'inputTokens' | 'outputTokens') => requests.reduce((total, each) => total + each[pick], 0)
  const [inputTokens, outputTokens] = [sum('inputTokens'), sum('outputTokens')]
  expect(run.usage).toEqual({ inputTokens, outputTokens, estimated: false, usd: expect.closeTo((inputTokens + 2 * outputTokens) / 1e6, 9) })
})

it('the research brief is written in spite of a provider that fails every first time', async () => {
  const server = await startModelServer({ key: KEY })
  const run = await runBrief(await engineWith(server, 'fault-cut-300-once'), { model: 'fault-cut-300-once' })
  expect(run).toMatchObject({ status: 'succeeded' })
  expect(server.requests).toHaveLength(10)
  expect(run.usage).toMatchObject({ estimated: true })
})

it('a cancel lets the provider go within a second, and what was used is told', async () => {
  const server = await startModelServer({ key: KEY })
  const harness = await engineWith(server, 'slow-100')
  const { client } = harness.engine
  const { runId } = await client.runs.start({ pipeline: 'research-brief', input: { model: 'slow-100' } })
  await expect.poll(() => server.open(), { timeout: 10_000 }).toBe(3)
  const at = Date.now()
  const receipt = await client.runs.cancel({ runId })
  await expect.poll(() => server.open(), { timeout: 5000 }).toBe(0)
  for (const { closedAt, isWhole } of server.requests) {
    expect(closedAt! - at).toBeLessThan(1000)
    expect(isWhole).toBe(false)
  }
  const run = await harness.ended(runId)
  expect(run).toMatchObject({ status: 'cancelled', usage: { estimated: true } })
  expect(receipt.usage).toEqual(run.usage)
})

it('a provider that refuses the key fails the run at once, and the key is told nowhere', async () => {
  const server = await startModelServer({ key: 'another-key-than-that' })
  const harness = await engineWith(server, 'research')
  const run = await runBrief(harness)
  expect(run).toMatchObject({ status: 'failed', usage: null })
  const failed = await failedItems(harness, run)
  expect(failed).toMatchObject(
    failed.map(() => ({ attempt: 1, error: { code: 'model_refused', message: expect.stringContaining('Incorrect API key provided: •••') } })),
  )
  const { lines } = await harness.engine.client.runs.log({ runId: run.id })
  expect(JSON.stringify([run, failed, lines, harness.log])).not.toContain(KEY)
})

it('a model that is not in the roster fails the run with the names that are', async () => {
  const harness = await engineWith(await startModelServer(), 'another')
  const [first] = await failedItems(harness, await runBrief(harness))
  expect(first).toMatchObject({ error: { code: 'model_not_found', message: expect.stringContaining('another') } })
})
