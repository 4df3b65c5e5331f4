import { expect, it } from 'vitest'
import { NOON } from '../testing/history'
import { whyWords } from './why-words'

it('adds the time to what ends by itself, with the day when that is another', () => {
  const message = 'write waits for mailer, which refused a request; it may begin in 30 s.'
  expect(whyWords({ message, until: NOON + 30_000 }, NOON)).toBe('write waits for mailer, which refused a request; it may begin in 30 s (at 12:00:30).')
  expect(whyWords({ message: 'write has been at work for 5 s.', until: null }, NOON)).toBe('write has been at work for 5 s.')
  expect(whyWords({ message: 'nap goes on in 2 d.', until: NOON + 48 * 3_600_000 }, NOON)).toBe('nap goes on in 2 d (at 2026-01-03 12:00:00).')
  expect(whyWords({ message: 'nap goes on at once.', until: NOON }, NOON)).toBe('nap goes on at once.')
})
