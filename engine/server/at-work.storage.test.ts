import { expect, onTestFinished, test } from 'vitest'
import type { EngineEvent } from '../contract/events'
import { fail, startEngine, succeed, type Behaviour, type EngineHarness } from '../testing/engine-harness'

/** What screens see of runs beside their states: text as it comes, what models used, logs of all runs, figures over time. */

async function start(behaviours: Readonly<Record<string, Behaviour>>): Promise<EngineHarness> {
  const harness = await startEngine({ behaviours })
  onTestFinished(() => harness.stop())
  return harness
}

const oneStep = (what: string, name = 'one') => `name: ${name}\nsteps:\n  - id: only\n    uses: probe\n    with: { do: ${what} }\n`

/** Opens and is opened: tests hold a step at a place. */
function gate() {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open: () => open() }
}

test('text is seen while its step works, from where the reader had got to, and its lines are in the log', async () => {
  const half = gate()
  const { engine, start: begin, ended } = await start({
    talk: async (_, context) => {
      context.stream('One\nTw')
      await half.opened
      context.stream('o\nThree')
      return succeed('done')
    },
  })
  const runId = await begin(oneStep('talk'))
  const [step] = (await engine.client.runs.get({ run: runId })).steps
  const stepRunId = step?.id ?? ''
  let seen = ''
  for await (const batch of await engine.client.runs.watchText({ stepRunId })) {
    for (const { offset, text } of batch) {
      expect(offset).toBe(seen.length)
      seen += text
    }
    if (seen.length >= 6) break
  }
  expect(seen).toBe('One\nTw')
  half.open()
  for await (const batch of await engine.client.runs.watchText({ stepRunId, attempt: 1, afterOffset: seen.length })) seen += batch.map(({ text }) => text).join('')
  expect(seen).toBe('One\nTwo\nThree')
  await ended(runId)
  const { lines } = await engine.client.runs.log({ runId })
  expect(lines.map(({ text }) => text)).toEqual(['One', 'Two', 'Three'])
})

test('what models used is counted by attempt, step and run, also of attempts that failed', async () => {
  let tries = 0
  const { engine, run } = await start({
    think: (_, context) => {
      tries += 1
      context.used({ model: 'fast', inputTokens: 10, outputTokens: 5, estimated: tries === 1, usd: 0.25 })
      context.used({ model: 'fast', inputTokens: 1, outputTokens: 1, estimated: false, usd: 0.25 })
      return tries === 1 ? fail('cut', true) : succeed(tries)
    },
  })
  const ended = await run(`name: think\nsteps:\n  - id: only\n    uses: probe\n    retry: { attempts: 2, delay: 1ms }\n    with: { do: think }\n  - id: each\n    uses: probe\n    needs: [only]\n    map: { over: '[1, 2, 3]' }\n    with: { do: think }\n`)
  expect(ended.status).toBe('succeeded')
  const [only, each] = ended.steps
  expect(only?.attempts.map(({ usage }) => usage)).toEqual([
    { inputTokens: 11, outputTokens: 6, estimated: true, usd: 0.5 },
    { inputTokens: 11, outputTokens: 6, estimated: false, usd: 0.5 },
  ])
  expect(only?.usage).toEqual({ inputTokens: 22, outputTokens: 12, estimated: true, usd: 1 })
  expect(each?.usage).toEqual({ inputTokens: 33, outputTokens: 18, estimated: false, usd: 1.5 })
  expect(ended.usage).toEqual({ inputTokens: 55, outputTokens: 30, estimated: true, usd: 2.5 })
  const told = []
  for await (const batch of await engine.client.runs.watch({ runId: ended.id })) told.push(...batch.filter(({ type }) => type === 'usage.recorded'))
  expect(told).toHaveLength(5)
})

test('the log of all runs is searched backwards and followed onwards, without gap or repeat', async () => {
  const { engine, start: begin, ended, run } = await start({
    count: (_, context) => {
      for (let line = 1; line <= 2500; line += 1) context.log(line % 100 === 0 ? 'warn' : 'info', `line ${line} of "${context.runId.slice(-4)}" – ÄRGER`)
      return succeed()
    },
  })
  const first = await run(oneStep('count', 'first'))
  const { newest } = await engine.client.logs.search({ limit: 1 })
  const secondId = await begin(oneStep('count', 'second'))
  const followed: string[] = []
  for await (const batch of await engine.client.logs.watch({ afterPlace: newest })) {
    followed.push(...batch.map(({ pipelineName, seq }) => `${pipelineName} ${seq}`))
    if (followed.length >= 2500) break
  }
  await ended(secondId)
  expect(followed).toEqual(Array.from({ length: 2500 }, (_, index) => `second ${index + 1}`))

  const found: string[] = []
  let before: number | null | undefined
  while (before !== null) {
    const page = await engine.client.logs.search({ text: '"', levels: ['warn'], limit: 10, ...(before !== undefined && { before }) })
    found.push(...page.lines.map(({ pipelineName, seq }) => `${pipelineName} ${seq}`))
    before = page.before
  }
  const warnings = Array.from({ length: 25 }, (_, index) => (25 - index) * 100)
  expect(found).toEqual([...warnings.map((seq) => `second ${seq}`), ...warnings.map((seq) => `first ${seq}`)])
  const other = await engine.client.logs.search({ text: 'line 77 of', pipelineId: first.pipelineId })
  expect(other.lines.map(({ externalId, seq }) => [externalId, seq])).toEqual([[first.externalId, 77]])
  expect((await engine.client.logs.search({ text: 'ärger', limit: 1 })).lines.length).toBeGreaterThan(0)
  expect((await engine.client.logs.search({ text: '100%_' })).lines).toEqual([])
})

test('figures over time count what ended, how long it took, and what it cost', async () => {
  const since = Date.now()
  const { engine, run } = await start({
    good: (_, context) => {
      context.used({ model: 'm', inputTokens: 7, outputTokens: 3, estimated: false, usd: 0.5 })
      return succeed()
    },
    bad: () => fail('no'),
  })
  await run(oneStep('good'))
  await run(oneStep('good'))
  await run(oneStep('bad', 'two'))
  const { stretches } = await engine.client.runs.statistics({ since, buckets: 4 })
  expect(stretches).toHaveLength(4)
  const sum = (of: 'succeeded' | 'failed' | 'cancelled' | 'tokens' | 'usd') => stretches.reduce((total, stretch) => total + stretch[of], 0)
  expect([sum('succeeded'), sum('failed'), sum('cancelled'), sum('tokens'), sum('usd')]).toEqual([2, 1, 0, 20, 1])
  expect(stretches.some(({ p50Ms }) => p50Ms !== null)).toBe(true)
  const before = await engine.client.runs.statistics({ since: Date.now() + 60_000, buckets: 1 })
  expect(before.stretches).toMatchObject([{ succeeded: 0, p50Ms: null }])
})

test('whoever watches the engine hears of a failed step and of its run', async () => {
  const { engine, start: begin } = await start({ bad: () => fail('the disk is on fire') })
  const told: EngineEvent[] = []
  const stop = new AbortController()
  const events = await engine.client.engine.watch(undefined, { signal: stop.signal })
  const first = await events.next()
  expect(first.done).toBe(false)
  const runId = await begin(oneStep('bad'))
  for await (const batch of events) {
    told.push(...batch)
    if (told.flatMap((event) => (event.type === 'failures' ? event.failures : [])).length >= 2) break
  }
  stop.abort()
  const failures = told.flatMap((event) => (event.type === 'failures' ? event.failures : []))
  expect(failures).toMatchObject([
    { runId, stepId: 'only', message: 'the disk is on fire', pipelineName: 'one' },
    { runId, stepId: null, pipelineName: 'one' },
  ])
})
