import { expect, it } from 'vitest'
import { stepAtLine, stepLines } from './step-lines'

const text = `name: x
steps:
  - id: a
    uses: shell

    with:
      command: ls
  - id: b
    uses: wait

outputs:
  all: 1
`
const ranges = stepLines(text, [
  { id: 'a', line: 3 },
  { id: 'b', line: 8 },
])

it('gives each step the lines from its dash to what follows it', () => {
  expect(ranges).toEqual([
    { id: 'a', first: 3, last: 7 },
    { id: 'b', first: 8, last: 9 },
  ])
})

it('finds the step under the cursor, and none outside', () => {
  expect([1, 3, 5, 7, 8, 11].map((line) => stepAtLine(ranges, line))).toEqual([null, 'a', 'a', 'a', 'b', null])
})
