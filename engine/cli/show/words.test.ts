import { expect, it } from 'vitest'
import { clock, clockMs, dateTime, duration, plural } from './words'

it('says how long something took in the units that matter', () => {
  const said = [0, -5, 42, 99.6, 9840, 59_949, 59_960, 125_000, 3_599_400, 3_599_600, 4_320_000].map(duration)
  expect(said).toEqual(['0 ms', '0 ms', '42 ms', '0.1 s', '9.8 s', '59.9 s', '1 min 00 s', '2 min 05 s', '59 min 59 s', '1 h 00 min', '1 h 12 min'])
})

it('tells times on the clock of this computer', () => {
  const at = new Date(2026, 1, 3, 4, 5, 6, 78).getTime()
  expect([clock(at), clockMs(at), dateTime(at)]).toEqual(['04:05:06', '04:05:06.078', '2026-02-03 04:05:06'])
})

it('counts one and many', () => {
  expect([plural(0, 'step'), plural(1, 'step'), plural(12, 'step')]).toEqual(['0 steps', '1 step', '12 steps'])
})
