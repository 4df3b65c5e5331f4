import { expect, it } from 'vitest'
import * as fc from 'fast-check'
import { LastLines } from './last-lines'

it('keeps the last lines of a text, however it is cut into pieces', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[ab\n]{0,12}$/)), (pieces) => {
      const kept = new LastLines(3)
      for (const piece of pieces) kept.add(piece)
      const lines = pieces.join('').split('\n')
      const ended = lines.slice(0, -1).slice(-3)
      expect(kept.text).toBe(
        [...ended, lines.at(-1)]
          .filter((line) => line !== '')
          .slice(-3)
          .join('\n'),
      )
    }),
  )
})

it('cuts lines that are too wide, also one that never ends', () => {
  const kept = new LastLines(2, 4)
  kept.add('123456\n')
  kept.add('abc')
  kept.add('defgh')
  expect(kept.text).toBe('1234\nabcd')
})
