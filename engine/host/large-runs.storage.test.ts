import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEngine, succeed, type EngineHarness } from '../testing/engine-harness'

/** What grows with a run must not be read again for each part of it. */

let harness: EngineHarness
const list = Array.from({ length: 200 }, (_, index) => ({ index, text: 'a text that makes the list an artifact '.repeat(20) }))

beforeAll(async () => {
  harness = await startEngine({
    behaviours: {
      list: () => succeed(list),
      forget: ({ index }) => {
        const artifacts = join(harness.dataFolder, 'artifacts')
        if (index === 0) for (const name of readdirSync(artifacts)) rmSync(join(artifacts, name), { recursive: true, force: true })
        return succeed(index ?? null)
      },
      print: (_args, { log }) => {
        for (let line = 1; line <= 2500; line++) log('info', `line ${line}`)
        return succeed()
      },
    },
  })
})
afterAll(() => harness.stop())

test('the items of a mapped step do without the list that they came from', async () => {
  const run = await harness.run(`name: items
steps:
  - { id: list, uses: probe, with: { do: list } }
  - { id: each, uses: probe, needs: [list], map: { over: steps.list.output, max_parallel: 1 }, with: { do: forget, index: "\${{ item.index }}" } }`)
  expect(run).toMatchObject({ status: 'succeeded', error: null })
})

test.each([1, 7, 400, 1000, 10_000])('a log read in pages of %i lines is the whole log', async (limit) => {
  const { id, lastLogSeq } = await harness.run('name: log\nsteps: [{ id: a, uses: probe, with: { do: print } }]')
  const from = limit < 10 ? lastLogSeq - 1100 : 0
  const texts: string[] = []
  for (let afterSeq = from; ;) {
    const { lines } = await harness.engine.client.runs.log({ runId: id, afterSeq, limit })
    texts.push(...lines.map(({ text }) => text))
    const last = lines.at(-1)
    if (last === undefined) break
    expect(lines.length).toBeLessThanOrEqual(limit)
    afterSeq = last.seq
  }
  expect(texts).toEqual(Array.from({ length: lastLogSeq - from }, (_, index) => `line ${from + index + 1}`))
})
