import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EngineHarness, startEngine, succeed } from '../testing/engine-harness'

let harness: EngineHarness
beforeAll(async () => {
  harness = await startEngine({ behaviours: { echo: (args) => succeed(args) } })
})
afterAll(() => harness.stop())

const pipelines = () => harness.engine.client.pipelines

test('two stored versions are compared by their texts and by what they do', async () => {
  const first = 'name: changing\nsteps:\n  - { id: a, uses: probe, with: { do: echo } }\n  - { id: b, uses: probe, with: { do: echo } }\n'
  const second =
    '# More patient.\nname: changing\nsteps:\n  - { id: a, uses: probe, timeout: 9s, with: { do: echo } }\n  - { id: c, uses: probe, needs: [a], with: { do: echo } }\n'
  const { pipelineId } = await pipelines().save({ text: first })
  await pipelines().save({ text: second })
  const compared = await pipelines().compare({ pipeline: 'changing', from: 1, to: 2 })
  expect(compared).toMatchObject({ from: { number: 1, text: first }, to: { number: 2, text: second } })
  expect(compared.changes).toEqual([
    { part: 'step', name: 'a', change: 'changed', keys: ['timeout'], fromLine: 3, toLine: 4 },
    { part: 'step', name: 'c', change: 'added', keys: [], fromLine: null, toLine: 5 },
    { part: 'step', name: 'b', change: 'removed', keys: [], fromLine: 4, toLine: null },
  ])
  expect((await pipelines().compare({ pipeline: pipelineId, from: 2, to: 1 })).changes.map(({ name, change }) => `${name} ${change}`)).toEqual([
    'a changed',
    'b added',
    'c removed',
  ])
  expect((await pipelines().compare({ pipeline: pipelineId, from: 2, to: 2 })).changes).toEqual([])
})

test('a pipeline or a version that is not there is named', async () => {
  await expect(pipelines().compare({ pipeline: 'nowhere', from: 1, to: 2 })).rejects.toMatchObject({
    code: 'pipeline_not_found',
    message: expect.stringContaining('nowhere'),
  })
  await pipelines().save({ text: 'name: once\nsteps: [{ id: a, uses: probe, with: { do: echo } }]\n' })
  await expect(pipelines().compare({ pipeline: 'once', from: 1, to: 2 })).rejects.toMatchObject({
    code: 'pipeline_not_found',
    message: 'Pipeline "once" has no version 2.',
  })
})
