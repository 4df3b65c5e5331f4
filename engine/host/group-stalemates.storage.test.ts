import { describe, expect, onTestFinished, test } from 'vitest'
import { checkRunsOf } from '../testing/check-runs-of'
import { eventually, startEngine, succeed, type EngineHarness } from '../testing/engine-harness'

/** Runs that hold places of groups, and wait for runs of other groups. */

async function start() {
  const gates = new Map<string, () => void>()
  const harness = await startEngine({
    behaviours: {
      echo: () => succeed(),
      gate: ({ name }, { signal }) =>
        new Promise((resolve, reject) => {
          gates.set(String(name), () => resolve(succeed()))
          signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        }),
    },
  })
  onTestFinished(() => harness.stop())
  const open = async (name: string) => {
    await eventually(() => gates.has(name))
    gates.get(name)?.()
  }
  return { harness, open }
}

/** Waits at a gate of its name, then runs another pipeline unless it is the last. */
const pipeline = (name: string, calls: string, rest = '') => `name: ${name}
inputs: { last: { type: boolean, default: false } }
concurrency: { limit: 1 }
steps:
  - { id: hold, uses: probe, if: "!inputs.last", with: { do: gate, name: ${name} } }
  - { id: sub, uses: pipeline, needs: [hold], if: "!inputs.last", with: { pipeline: ${calls}, input: { last: true }${rest} } }
`

async function waitsForGroup({ engine }: EngineHarness, pipelineName: string): Promise<boolean> {
  const { items } = await engine.client.runs.list({})
  const waiting = items.find((run) => run.pipelineName === pipelineName && run.status === 'queued')
  return waiting !== undefined && (await engine.client.runs.get({ run: waiting.id })).waitsForGroup !== null
}

const begin = async ({ engine }: EngineHarness, name: string): Promise<string> => (await engine.client.runs.start({ pipeline: name })).runId

describe('two runs that hold each the place which a run of the other needs', () => {
  test('do not wait for each other for ever: the second to ask is refused, and the first goes on', async () => {
    const { harness, open } = await start()
    for (const text of [pipeline('one', 'two'), pipeline('two', 'one')]) await harness.engine.client.pipelines.save({ text })
    const [one, two] = [await begin(harness, 'one'), await begin(harness, 'two')]
    await open('one')
    await eventually(() => waitsForGroup(harness, 'two'))
    await open('two')
    const [first, second] = await Promise.all([harness.ended(one), harness.ended(two)])
    expect(first.status).toBe('succeeded')
    const { items } = await harness.engine.client.runs.list({})
    const waited = items.find(({ pipelineName, id }) => pipelineName === 'two' && id !== two)
    expect(second.steps.find(({ stepId }) => stepId === 'sub')).toMatchObject({
      status: 'failed',
      error: {
        code: 'waits_for_itself',
        message: `Would wait for ever: a run of "one" needs a place of group one, held by ${first.externalId}, which waits for ${waited?.externalId}; that needs a place of group two, held by ${second.externalId}, which waits for this step. Start one of them with \`wait: false\`, or let more runs of one group go on at once.`,
        details: { runs: [first.externalId, waited?.externalId, second.externalId], groups: ['one', 'two'] },
      },
    })
    expect(items).toHaveLength(3)
    await checkRunsOf(harness)
  })

  test('need not be those that ask: runs between them make no difference', async () => {
    const { harness, open } = await start()
    const through = (name: string, calls: string) => `name: ${name}\nsteps: [{ id: sub, uses: pipeline, with: { pipeline: ${calls}, input: { last: true } } }]`
    const calling = (name: string, calls: string) => pipeline(name, calls).replace(', input: { last: true }', '')
    const texts = [pipeline('one', 'two'), pipeline('two', 'one'), through('to_one', 'one'), through('to_two', 'two'), calling('one', 'to_two'), calling('two', 'to_one')]
    for (const text of texts) await harness.engine.client.pipelines.save({ text })
    const [one, two] = [await begin(harness, 'one'), await begin(harness, 'two')]
    await open('two')
    await eventually(() => waitsForGroup(harness, 'one'))
    await open('one')
    const [first, second] = await Promise.all([harness.ended(one), harness.ended(two)])
    expect([first.status, second.status]).toEqual(['failed', 'succeeded'])
    expect(first.steps.find(({ stepId }) => stepId === 'sub')?.error).toMatchObject({ code: 'child_failed', message: expect.stringContaining('Would wait for ever') })
    await checkRunsOf(harness)
  })

  test('both go on when one does not wait for the run that it starts', async () => {
    const { harness, open } = await start()
    for (const text of [pipeline('one', 'two'), pipeline('two', 'one', ', wait: false')]) await harness.engine.client.pipelines.save({ text })
    const [one, two] = [await begin(harness, 'one'), await begin(harness, 'two')]
    await open('one')
    await eventually(() => waitsForGroup(harness, 'two'))
    await open('two')
    expect((await Promise.all([harness.ended(one), harness.ended(two)])).map(({ status }) => status)).toEqual(['succeeded', 'succeeded'])
  })

  test('both go on when there is a second place that becomes free', async () => {
    const { harness, open } = await start()
    for (const text of [pipeline('one', 'two').replace('limit: 1', 'limit: 2'), pipeline('two', 'one')]) await harness.engine.client.pipelines.save({ text })
    const [one, two] = [await begin(harness, 'one'), await begin(harness, 'two')]
    await open('one')
    await eventually(() => waitsForGroup(harness, 'two'))
    await open('two')
    expect((await Promise.all([harness.ended(one), harness.ended(two)])).map(({ status }) => status)).toEqual(['succeeded', 'succeeded'])
  })

  test('a cancel of the one that waits lets the other have its place', async () => {
    const { harness, open } = await start()
    for (const text of [pipeline('one', 'two'), pipeline('two', 'one')]) await harness.engine.client.pipelines.save({ text })
    const [one, two] = [await begin(harness, 'one'), await begin(harness, 'two')]
    await open('one')
    await eventually(() => waitsForGroup(harness, 'two'))
    await harness.engine.client.runs.cancel({ runId: one })
    await open('two')
    expect((await Promise.all([harness.ended(one), harness.ended(two)])).map(({ status }) => status)).toEqual(['cancelled', 'succeeded'])
  })
})
