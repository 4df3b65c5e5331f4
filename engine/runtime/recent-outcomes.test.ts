import { expect, test } from 'vitest'
import type { StepOutcomeRecord } from '../ports/read-stores'
import { RecentOutcomes } from './recent-outcomes'

const outcome = (stepId: string, value: number): StepOutcomeRecord => ({
  id: `id of ${stepId}`,
  stepId,
  itemIndex: null,
  status: 'succeeded',
  output: { kind: 'json', value },
  error: null,
})

function openOutcomes() {
  const asked: (readonly string[])[] = []
  const outcomes = new RecentOutcomes({
    outcomes: async (_runId, stepIds) => {
      asked.push(stepIds)
      return stepIds.map((stepId) => outcome(stepId, 0))
    },
  })
  const valuesOf = async (runId: string, ...stepIds: string[]) =>
    (await outcomes.of(runId, stepIds)).map(({ stepId, output }) => [stepId, output.kind === 'json' ? output.value : null])
  return { outcomes, asked, valuesOf }
}

test('what was kept is not read, and nothing else is taken for it', async () => {
  const { outcomes, asked, valuesOf } = openOutcomes()
  outcomes.keep('run', outcome('a', 1))
  expect(await valuesOf('run', 'a')).toEqual([['a', 1]])
  expect(await valuesOf('run', 'b', 'a')).toEqual([
    ['a', 1],
    ['b', 0],
  ])
  expect(await valuesOf('another run', 'a')).toEqual([['a', 0]])
  expect(asked).toEqual([['b'], ['a']])
})

test('the oldest give way, and are read again', async () => {
  const { outcomes, asked, valuesOf } = openOutcomes()
  for (let step = 0; step < 1000; step++) outcomes.keep('run', outcome(`s${step}`, step))
  expect(await valuesOf('run', 's0')).toEqual([['s0', 0]])
  expect(await valuesOf('run', 's999')).toEqual([['s999', 999]])
  expect(asked).toEqual([['s0']])
})
