import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WorkQueue } from './work-queue'

test('gives what was added, first in, first out, whatever is put back in between', () => {
  const action = fc.oneof(
    fc.record({ do: fc.constant('add' as const), count: fc.integer({ min: 1, max: 1500 }) }),
    fc.record({ do: fc.constant('take' as const), count: fc.integer({ min: 1, max: 1500 }) }),
    fc.record({ do: fc.constant('put back' as const), count: fc.integer({ min: 0, max: 5 }) }),
  )
  fc.assert(
    fc.property(fc.array(action, { maxLength: 20 }), (actions) => {
      const queue = new WorkQueue<number>()
      let expected: number[] = []
      let next = 0
      for (const { do: what, count } of actions) {
        const numbers = Array.from({ length: count }, () => next++)
        if (what === 'add') {
          for (const number of numbers) queue.add(number)
          expected.push(...numbers)
        } else if (what === 'take') expect(queue.takeMany(count)).toEqual(expected.splice(0, count))
        else {
          queue.putBack(numbers)
          expected = [...numbers, ...expected]
        }
        expect(queue.size).toBe(expected.length)
      }
      expect(queue.takeMany(Infinity)).toEqual(expected)
      expect(queue.take()).toBeUndefined()
    }),
    { numRuns: 200 },
  )
})
