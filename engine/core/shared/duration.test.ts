import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration } from './duration'

describe('parseDuration', () => {
  it.each([
    ['0', 0],
    ['0s', 0],
    ['500ms', 500],
    ['30s', 30_000],
    ['1m', 60_000],
    ['1h30m', 5_400_000],
    ['1d2h3m4s5ms', 93_784_005],
    ['1.5h', 5_400_000],
    ['0.5s', 500],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  it.each(['', '30', '-1s', '1 s', 's', '1s1m', '1m1m', '1w', '1e3s', '.5s', '1.s', '1S', '9999999999s', '1s '])('does not read %j', (text) => {
    expect(parseDuration(text)).toBeNull()
  })

  it('takes any text', () => {
    fc.assert(fc.property(fc.string(), (text) => parseDuration(text) === null || Number.isInteger(parseDuration(text))))
  })
})

describe('formatDuration', () => {
  it.each([
    [0, '0'],
    [-5, '0'],
    [1, '1ms'],
    [90_000, '1m30s'],
    [5_400_000, '1h30m'],
    [90_061_001, '1d1h1m1s1ms'],
  ])('writes %d as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  it('writes what parseDuration reads back', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 10_000_000_000 }), (ms) => parseDuration(formatDuration(ms)) === ms))
  })
})
