import { expect, it } from 'vitest'
import { HELD_UNTIL } from './held'

it('an attempt of a paused run is due when no clock will ever show a later time', () => {
  expect(new Date(HELD_UNTIL).toISOString()).toBe('+275760-09-13T00:00:00.000Z')
  expect(new Date(HELD_UNTIL + 1).getTime()).toBeNaN()
})
