import { expect, it } from 'vitest'
import { formatExact } from '../../../lib/format-time'
import { whySentence } from './why-sentence'

const NOON = new Date(2026, 0, 1, 12).getTime()
const message = 'write waits for mailer, which refused a request; it may begin in 30 s.'

it('adds the time at which it ends by itself, with the day when that is another', () => {
  expect(whySentence({ message, until: NOON + 30_000 }, NOON)).toBe('write waits for mailer, which refused a request; it may begin in 30 s (at 12:00:30).')
  const inTwoDays = NOON + 48 * 3_600_000
  expect(whySentence({ message: 'nap waits on purpose, and goes on in 2 d.', until: inTwoDays }, NOON)).toBe(
    `nap waits on purpose, and goes on in 2 d (at ${formatExact(inTwoDays)}).`,
  )
})

it('adds nothing when nobody knows it, or it is over', () => {
  expect([whySentence({ message, until: null }, NOON), whySentence({ message, until: NOON }, NOON)]).toEqual([message, message])
})
