import { expect, onTestFinished, test } from 'vitest'
import { fail, startEngine, succeed, workerSources } from '../../testing/engine-harness'
import { attached } from '../testing/attached'
import { rerunCommand } from './rerun'

const TEXT = `
name: letters
steps:
  - { id: send, uses: probe, map: { over: '[1, 2, 3]', on_item_error: continue }, with: { do: post, n: '\${{ item }}' } }
  - { id: report, uses: probe, needs: [send], with: { do: echo } }
`

test('a rerun of the failed items says before that it keeps the others, and then does these alone', async () => {
  const broken = new Set([2])
  const harness = await startEngine({ behaviours: { post: ({ n }) => (broken.has(Number(n)) ? fail('no stamp') : succeed(n ?? null)), echo: () => succeed() } })
  onTestFinished(() => harness.stop())
  const { context, lines } = attached({ dataFolder: harness.dataFolder, workers: workerSources })
  const runId = await harness.start(TEXT)
  const { externalId } = await harness.ended(runId)

  expect(await rerunCommand(context, externalId, { from: 'send', failedItems: true, preview: true })).toBe(0)
  expect(lines.find((line) => line.startsWith('send'))).toContain('keeps up to 2 items')

  broken.clear()
  const before = harness.calls.length
  expect(await rerunCommand(context, externalId, { from: 'send', failedItems: true, quiet: true })).toBe(0)
  expect(harness.calls.slice(before).map(({ stepId, args }) => [stepId, args['n']])).toEqual([
    ['send', 2],
    ['report', undefined],
  ])
})

test('failed items are refused of a step that has no items, and nothing is started', async () => {
  const harness = await startEngine({ behaviours: { post: () => fail('no stamp'), echo: () => succeed() } })
  onTestFinished(() => harness.stop())
  const { context } = attached({ dataFolder: harness.dataFolder, workers: workerSources })
  const { externalId } = await harness.ended(await harness.start(TEXT))
  for (const preview of [{ preview: true } as const, {}])
    await expect(rerunCommand(context, externalId, { from: 'report', failedItems: true, quiet: true, ...preview })).rejects.toMatchObject({
      code: 'request_invalid',
      message: 'Step "report" has no `map`, so it has no items that could have failed. Run from it as a whole.',
    })
  expect((await harness.engine.client.runs.list({})).total).toBe(1)
})
