import { expect, it } from 'vitest'
import { sampleFailure } from './sample-failure'
import { ToldRuns } from './told-runs'

const step = sampleFailure({ stepId: 'extract' })
const run = sampleFailure({ stepId: null })
const other = sampleFailure({ runId: 'another run' })

it('tells a failed step whose run then fails once', () => {
  const told = new ToldRuns()
  expect(told.unheard([step])).toEqual([step])
  expect(told.unheard([run, other])).toEqual([other])
  expect(told.unheard([step, run, other])).toEqual([])
})

it('tells one of several that come together', () => {
  expect(new ToldRuns().unheard([step, run, other])).toEqual([step, other])
})

it('forgets the oldest in the end', () => {
  const told = new ToldRuns()
  told.unheard([run])
  told.unheard(Array.from({ length: 1000 }, (_, index) => sampleFailure({ runId: `run ${index}` })))
  expect(told.unheard([run])).toEqual([run])
  expect(told.unheard([sampleFailure({ runId: 'run 999' })])).toEqual([])
})
