import { expect, it } from 'vitest'
import { formatBytes } from './format-bytes'
import { plural } from './format-count'
import { formatDuration } from './format-duration'
import { formatClockMs, formatRelative } from './format-time'

it.each([
  [0, '0 ms'],
  [42, '42 ms'],
  [99.6, '0.1 s'],
  [420, '0.4 s'],
  [9_840, '9.8 s'],
  [59_949, '59.9 s'],
  [59_960, '1 min 00 s'],
  [125_000, '2 min 05 s'],
  [3_599_600, '1 h 00 min'],
  [4_320_000, '1 h 12 min'],
  [273_600_000, '3 d 4 h'],
  [-5, '0 ms'],
])('writes %d ms as %s', (ms, words) => expect(formatDuration(ms)).toBe(words))

it.each([
  [0, '0 B'],
  [812, '812 B'],
  [14_200, '14.2 kB'],
  [999_600, '1.0 MB'],
  [3_100_000_000, '3.1 GB'],
])('writes %d bytes as %s', (bytes, words) => expect(formatBytes(bytes)).toBe(words))

it('tells how long ago, or how soon', () => {
  const now = Date.UTC(2026, 2, 1, 12)
  const ago = [1_000, 40_000, 5 * 60_000, 3 * 3_600_000, 2 * 86_400_000]
  expect(ago.map((ms) => formatRelative(now - ms, now))).toEqual(['just now', '40 s ago', '5 min ago', '3 h ago', '2 d ago'])
  expect(formatRelative(now + 90_000, now)).toBe('in 1 min')
})

it('writes clock times to the millisecond', () => {
  expect(formatClockMs(new Date(2026, 2, 1, 2, 0, 11, 42).getTime())).toBe('02:00:11.042')
})

it('counts with the right noun', () => {
  expect([plural(1, 'step'), plural(1204, 'run'), plural(2, 'query', 'queries')]).toEqual(['1 step', '1,204 runs', '2 queries'])
})
