import { expect, it } from 'vitest'
import { quitQuestion } from './quit-question'

it('asks about runs at work, and about nothing else', () => {
  expect(quitQuestion(0)).toBeNull()
  expect(quitQuestion(1)).toEqual({ message: '1 run is at work.', detail: 'It goes on when Signalbox is started again.' })
  expect(quitQuestion(2)).toEqual({ message: '2 runs are at work.', detail: 'They go on when Signalbox is started again.' })
})
