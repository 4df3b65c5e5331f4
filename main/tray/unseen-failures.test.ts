import { expect, it } from 'vitest'
import { sampleFailure } from '../notifications/sample-failure'
import { UnseenFailures } from './unseen-failures'

it('counts a run once, by its own failure as soon as there is one', () => {
  const unseen = new UnseenFailures()
  unseen.add([sampleFailure({ stepId: 'extract' }), sampleFailure({ stepId: 'load' }), sampleFailure({ runId: 'other', stepId: 'extract' })])
  expect(unseen.count).toEqual({ runs: 0, stepsOf: 2 })
  unseen.add([sampleFailure({ stepId: null }), sampleFailure({ stepId: 'late' })])
  expect(unseen.count).toEqual({ runs: 1, stepsOf: 1 })
})

it('is empty when the person has looked', () => {
  const unseen = new UnseenFailures()
  unseen.add([sampleFailure()])
  unseen.clear()
  expect(unseen.count).toEqual({ runs: 0, stepsOf: 0 })
})
