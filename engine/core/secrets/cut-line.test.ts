import { expect, it } from 'vitest'
import { cutNote, splitCutLine } from './cut-line'

it('tells a cut line from a whole one, and leaves out the character that the cut went through', () => {
  expect(splitCutLine(`abc${cutNote(20_000)}`)).toEqual({ shown: 'abc', note: ' … (cut, 20000 bytes in all)' })
  expect(splitCutLine(`abc\ufffd${cutNote(1)}`)).toEqual({ shown: 'abc', note: ' … (cut, 1 bytes in all)' })
  expect([`abc${cutNote(1)} and more`, 'abc', '', '(cut)'].map(splitCutLine)).toEqual([null, null, null, null])
})
