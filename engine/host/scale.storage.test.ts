import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { INLINE_BYTES } from '../contract/content'
import { MAX_OUTPUT_BYTES } from '../ports/step-kind'
import { startEngine, succeed, type EngineHarness } from '../testing/engine-harness'
import { countRows, type RowCounter } from '../testing/row-counter'

/** What is large goes through, and nothing reads all of it at a stretch. `npm run bench:scale` measures the rest. */

const ITEMS = 10_000
const STEPS = 1000
const MIB = 1024 * 1024
/** Rows that one read may give: a page for a screen, or a step of each in a run of a thousand. */
const MOST_ROWS = STEPS + 1

let harness: EngineHarness
let counter: RowCounter

beforeAll(async () => {
  counter = countRows()
  harness = await startEngine({
    config: { queues: { default: 100 } },
    behaviours: {
      list: () => succeed(Array.from({ length: ITEMS }, (_, index) => ({ index }))),
      give: ({ value = null }) => succeed(value),
      add: ({ to }) => succeed(Number(to ?? 0) + 1),
      text: ({ bytes }) => succeed('x'.repeat(Number(bytes) - 2)),
    },
  })
})
afterAll(async () => {
  counter.stop()
  await harness.stop()
})

test('a map over 10,000 items ends with each of them once and in order, and is read in pages', async () => {
  counter.most()
  const run = await harness.run(`name: map
steps:
  - { id: list, uses: probe, with: { do: list } }
  - { id: each, uses: probe, needs: [list], map: { over: steps.list.output, max_parallel: 100 }, with: { do: give, value: "\${{ item.index }}" } }
  - { id: all, uses: probe, needs: [each], with: { do: give, value: "\${{ steps.each.output }}" } }`)
  expect(run).toMatchObject({ status: 'succeeded', error: null })
  const all = harness.calls.find(({ stepId }) => stepId === 'all')
  expect(all?.args['value']).toEqual(Array.from({ length: ITEMS }, (_, index) => index))
  const called = harness.calls.filter(({ stepId }) => stepId === 'each').map(({ itemIndex }) => itemIndex)
  expect(called.length).toBe(ITEMS)
  expect(new Set(called).size).toBe(ITEMS)
  const { items, total } = await harness.engine.client.runs.items({ runId: run.id, stepId: 'each', statuses: ['succeeded'], skip: ITEMS - 3, limit: 100 })
  expect([items.map(({ itemIndex }) => itemIndex), total]).toEqual([[ITEMS - 3, ITEMS - 2, ITEMS - 1], ITEMS])
  const { rows, statement } = counter.most()
  expect(rows).toBeGreaterThan(1)
  expect(rows, statement).toBeLessThanOrEqual(MOST_ROWS)
}, 60_000)

test('a run with 10,000 items is cancelled with all of them, and its steps are read without them', async () => {
  const runId = await harness.start(`name: cancelled
steps:
  - { id: list, uses: probe, with: { do: list } }
  - { id: each, uses: probe, needs: [list], map: { over: steps.list.output }, with: { do: give } }`)
  const { client } = harness.engine
  for await (const batch of await client.runs.watch({ runId })) if (batch.some((event) => event.type === 'step.changed' && event.itemIndex !== null)) break
  counter.most()
  await client.runs.cancel({ runId })
  expect(await harness.ended(runId)).toMatchObject({ status: 'cancelled' })
  const { rows, statement } = counter.most()
  expect(rows, statement).toBeLessThanOrEqual(MOST_ROWS)
  const [open, cancelled] = await Promise.all(
    (['pending', 'cancelled'] as const).map((status) => client.runs.items({ runId, stepId: 'each', statuses: [status] })),
  )
  expect(open?.total).toBe(0)
  expect(cancelled?.total).toBeGreaterThan(ITEMS / 2)
}, 60_000)

test('a thousand steps in a row hand a number on', async () => {
  const step = (index: number) =>
    `  - { id: s${index}, uses: probe, with: { do: add${index === 0 ? '' : `, to: "\${{ steps.s${index - 1}.output }}"`} }${index === 0 ? '' : `, needs: [s${index - 1}]`} }`
  const run = await harness.run(`name: chain\nsteps:\n${Array.from({ length: STEPS }, (_, index) => step(index)).join('\n')}`)
  expect(run).toMatchObject({ status: 'succeeded', stepsDone: STEPS })
  expect(run.steps.map(({ stepId }) => stepId)).toEqual(Array.from({ length: STEPS }, (_, index) => `s${index}`))
  expect(await harness.engine.client.runs.step({ stepRunId: run.steps.at(-1)?.id ?? '' })).toMatchObject({ output: { kind: 'json', value: STEPS } })
}, 60_000)

test('a step that needs a thousand others begins once, after all of them', async () => {
  const wide = Array.from({ length: STEPS }, (_, index) => `w${index}`)
  const before = harness.calls.length
  const run = await harness.run(
    `name: fan-in\nsteps:\n${wide.map((id) => `  - { id: ${id}, uses: probe, with: { do: add } }`).join('\n')}\n  - { id: last, uses: probe, needs: [${wide.join(', ')}], with: { do: give, value: "\${{ steps.w0.output + steps.w${STEPS - 1}.output }}" } }`,
  )
  expect(run).toMatchObject({ status: 'succeeded', stepsDone: STEPS + 1 })
  const calls = harness.calls.slice(before)
  expect(calls.length).toBe(STEPS + 1)
  expect(calls.at(-1)).toMatchObject({ stepId: 'last', args: { value: 2 } })
}, 60_000)

describe('an output', () => {
  const outputOf = async (bytes: number) => {
    const run = await harness.run(`name: payload\nsteps: [{ id: only, uses: probe, with: { do: text, bytes: ${bytes} } }]`)
    const [step] = run.steps
    return { status: run.status, error: step?.error, output: (await harness.engine.client.runs.step({ stepRunId: step?.id ?? '' })).output }
  }

  test.each([INLINE_BYTES - 1, INLINE_BYTES])('of %i bytes is kept in its row', async (bytes) => {
    expect(await outputOf(bytes)).toMatchObject({ status: 'succeeded', output: { kind: 'json' } })
  })

  test.each([INLINE_BYTES + 1, MIB, 16 * MIB, MAX_OUTPUT_BYTES - 1, MAX_OUTPUT_BYTES])(
    'of %i bytes is kept by reference',
    async (bytes) => {
      const { status, output } = await outputOf(bytes)
      expect([status, output.kind === 'artifact' && output.bytes]).toEqual(['succeeded', bytes])
      const sha256 = output.kind === 'artifact' ? output.sha256 : ''
      expect(await harness.engine.client.artifacts.read({ sha256, offset: bytes - 3 })).toEqual({ text: 'xx"', bytes, nextOffset: null })
    },
    30_000,
  )

  test('of a byte more than may be is refused, and nothing of it is kept', async () => {
    expect(await outputOf(MAX_OUTPUT_BYTES + 1)).toMatchObject({
      status: 'failed',
      error: { code: 'output_too_large', message: expect.stringContaining('larger than 64 MiB as JSON') },
      output: { kind: 'none' },
    })
  }, 30_000)
})
