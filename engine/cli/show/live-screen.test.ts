import { expect, it } from 'vitest'
import { overdraw } from './live-screen'

it('goes up as many lines as were drawn, clears, and draws anew', () => {
  expect(overdraw(0, ['a', 'b'])).toBe('\r\u001b[Ja\nb\n')
  expect(overdraw(2, ['c'])).toBe('\u001b[2A\r\u001b[Jc\n')
})
