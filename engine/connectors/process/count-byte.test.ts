import fc from 'fast-check'
import { expect, it } from 'vitest'
import { countByte } from './count-byte'

const bytes = fc.uint8Array({ maxLength: 5000 }).chain((any) => fc.constantFrom(any, any.map((byte) => byte & 0x81), any.fill(any[0] ?? 0)))

it('counts a byte in any bytes, wherever in memory they begin and end', () => {
  fc.assert(
    fc.property(bytes, fc.nat(8), fc.nat(8), fc.constantFrom(0, 1, 0x0a, 0x80, 0x81, 0xff), (all, from, less, byte) => {
      const part = all.subarray(from, all.length - less)
      expect(countByte(part, byte)).toBe(part.filter((each) => each === byte).length)
    }),
    { numRuns: 1000 },
  )
})
