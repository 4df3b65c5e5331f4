import * as z from 'zod'
import type { EngineClient } from '../engine/client/create-client'
import type { StepKind } from '../engine/ports/step-kind'

/** What a case may do with the engine and tell of itself. */
export interface Stage {
  readonly client: EngineClient
  /** What is going on from now on, for whoever looks for what held the event loop. */
  phase(name: string): void
  /** Resolves when the items that were begun are so many. */
  begun(items: number): Promise<void>
}

export interface ScaleCase {
  readonly name: string
  readonly title: string
  /** Steps and items, by which the cost is divided. */
  readonly units: number
  readonly run: (stage: Stage) => Promise<void>
}

const ITEM_TEXT = 'some words that an item is made of, '.repeat(3)

/** Of an object of a payload as JSON, with its comma. */
const OBJECT_BYTES = JSON.stringify({ index: 1e9, text: ITEM_TEXT }).length + 1

const itemConfig = z.object({ value: z.json(), fail: z.boolean().default(false) })
/** Gives out what it is given; fails once in its life when it is told to. */
export function itemKind(onCall: () => void): StepKind<z.infer<typeof itemConfig>> {
  let hasFailed = false
  return {
    kind: 'item',
    title: 'Item',
    summary: 'Gives out what it is given.',
    example: '',
    config: itemConfig,
    output: z.json(),
    defaults: { timeoutMs: 60_000, queue: 'default', onLost: 'retry' },
    async run({ value, fail }) {
      onCall()
      if (!fail || hasFailed) return { kind: 'succeeded', output: value }
      hasFailed = true
      return { kind: 'failed', code: 'step_failed', message: 'the item was told to fail', retryable: false }
    },
  }
}

const listConfig = z.object({ items: z.int() })
/** Gives out a list of small objects. */
export const listKind: StepKind<z.infer<typeof listConfig>> = {
  kind: 'list',
  title: 'List',
  summary: 'Gives out a list.',
  example: '',
  config: listConfig,
  output: z.json(),
  defaults: { timeoutMs: 60_000, queue: 'default', onLost: 'retry' },
  run: async ({ items }) => ({ kind: 'succeeded', output: Array.from({ length: items }, (_, index) => ({ index, text: ITEM_TEXT })) }),
}

const payloadConfig = z.object({ bytes: z.int(), shape: z.enum(['text', 'objects']) })
/** Gives out a value whose JSON has so many bytes: one text, or a list of small objects, which takes the most memory. */
export const payloadKind: StepKind<z.infer<typeof payloadConfig>> = {
  kind: 'payload',
  title: 'Payload',
  summary: 'Gives out a large value.',
  example: '',
  config: payloadConfig,
  output: z.json(),
  defaults: { timeoutMs: 60_000, queue: 'default', onLost: 'retry' },
  run: async ({ bytes, shape }) => ({
    kind: 'succeeded',
    output: shape === 'text' ? 'x'.repeat(bytes - 2) : Array.from({ length: bytes / OBJECT_BYTES }, (_, index) => ({ index: 1e9 + index, text: ITEM_TEXT })),
  }),
}

/** A list, a step for each of its items, and one that joins what they gave out. */
const mapOf = (items: number, more = '') => `name: map-${items}
steps:
  - { id: list, uses: list, with: { items: ${items} } }
  - { id: each, uses: item, needs: [list], map: { over: steps.list.output, max_parallel: 100 }, with: { value: "\${{ item }}"${more} } }
  - { id: all, uses: noop, needs: [each], with: { count: "\${{ size(steps.each.output) }}", last: "\${{ steps.each.output[${items - 1}] }}" } }
`

const chain = (length: number) => {
  const step = (index: number) =>
    index === 0
      ? '  - { id: s0, uses: noop }\n'
      : `  - { id: s${index}, uses: noop, needs: [s${index - 1}], with: { value: "\${{ steps.s${index - 1}.output.n }}" } }\n`
  return `name: chain\nsteps:\n${Array.from({ length }, (_, index) => step(index)).join('')}`
}

const fanIn = (width: number) => {
  const wide = Array.from({ length: width }, (_, index) => `w${index}`)
  return `name: fan-in\nsteps:\n${wide.map((id) => `  - { id: ${id}, uses: noop }\n`).join('')}  - { id: last, uses: noop, needs: [${wide.join(', ')}], with: { n: "\${{ steps.w${width - 1}.output.n }}" } }\n`
}

async function start({ client, phase }: Stage, pipeline: string): Promise<string> {
  phase('saving the pipeline')
  const { name } = await client.pipelines.save({ text: pipeline })
  phase('starting')
  return (await client.runs.start({ pipeline: name, startedBy: 'api' })).runId
}

/** Looks on as a screen does: hears of every event, and reads the run when it has ended. */
async function follow({ client, phase }: Stage, runId: string, expected: 'succeeded' | 'failed' | 'cancelled'): Promise<void> {
  let last = 0
  for await (const batch of await client.runs.watch({ runId })) {
    if (batch[0]?.seq !== last + 1) throw new Error(`event ${last + 1} is missing`)
    last = batch.at(-1)?.seq ?? last
  }
  phase('reading the run')
  const run = await client.runs.get({ run: runId })
  if (run.status !== expected) throw new Error(`the run is ${run.status}: ${run.error?.message ?? ''}`)
}

async function succeeds(stage: Stage, pipeline: string): Promise<string> {
  const runId = await start(stage, pipeline)
  stage.phase('running')
  await follow(stage, runId, 'succeeded')
  return runId
}

/** What a screen asks for when a person looks through a map. */
async function lookThrough({ client, phase }: Stage, runId: string, items: number): Promise<void> {
  phase('reading the first page of items')
  await client.runs.items({ runId, stepId: 'each', skip: 0, limit: 100 })
  phase('reading the last page of items')
  await client.runs.items({ runId, stepId: 'each', skip: items - 100, limit: 100 })
  phase('reading a page of failed items')
  await client.runs.items({ runId, stepId: 'each', statuses: ['failed'], skip: 0, limit: 100 })
  phase('asking why')
  await client.runs.why({ run: runId })
}

const map = (items: number): ScaleCase => ({
  name: `map-${items}`,
  title: `a map over ${items.toLocaleString('en')} items, joined and looked through`,
  units: items,
  run: async (stage) => lookThrough(stage, await succeeds(stage, mapOf(items)), items),
})

const cancelled = (items: number): ScaleCase => ({
  name: `map-${items}-cancelled`,
  title: `a map over ${items.toLocaleString('en')} items, cancelled after a tenth`,
  units: items,
  async run(stage) {
    const runId = await start(stage, mapOf(items))
    await stage.begun(items / 10)
    stage.phase('asking why')
    await stage.client.runs.why({ run: runId })
    stage.phase('cancelling')
    await stage.client.runs.cancel({ runId })
    await follow(stage, runId, 'cancelled')
  },
})

const failed = (items: number): ScaleCase => ({
  name: `map-${items}-failed`,
  title: `a map over ${items.toLocaleString('en')} items, one of which fails half way; then tried again`,
  units: items,
  async run(stage) {
    const runId = await start(stage, mapOf(items, `, fail: "\${{ index == ${items / 2} }}"`))
    stage.phase('running')
    await follow(stage, runId, 'failed')
    stage.phase('retrying')
    const retried = await stage.client.runs.retry({ run: runId })
    stage.phase('running what is left')
    await follow(stage, retried.runId, 'succeeded')
  },
})

const MIB = 1024 * 1024
const payload = (mebibytes: number, shape: 'text' | 'objects'): ScaleCase => ({
  name: `payload-${mebibytes}-${shape}`,
  title: `an output of ${mebibytes} MiB, ${shape === 'text' ? 'one text' : 'a list of small objects'}`,
  units: 1,
  run: async (stage) =>
    void (await succeeds(stage, `name: payload\nsteps:\n  - { id: give, uses: payload, with: { bytes: ${mebibytes * MIB}, shape: ${shape} } }\n`)),
})

export const SCALE_CASES: readonly ScaleCase[] = [
  map(1000),
  map(10_000),
  map(100_000),
  cancelled(10_000),
  failed(10_000),
  ...[1, 16, 63].flatMap((mebibytes) => [payload(mebibytes, 'text'), payload(mebibytes, 'objects')]),
  { name: 'chain', title: '1,000 steps in a row', units: 1000, run: async (stage) => void (await succeeds(stage, chain(1000))) },
  {
    name: 'fan-in',
    title: '1,000 steps side by side, and one that needs them all',
    units: 1001,
    run: async (stage) => void (await succeeds(stage, fanIn(1000))),
  },
]
