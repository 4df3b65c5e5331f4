import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isQuiet } from './quiet-hours'

const at = (time: string) => new Date(`2026-03-02T${time}:00`)

describe('quiet hours', () => {
  it.each([
    ['12:59', false],
    ['13:00', true],
    ['13:59', true],
    ['14:00', false],
  ] as const)('from 13:00 to 14:00: at %s it is %s', (time, quiet) => {
    expect(isQuiet({ from: '13:00', to: '14:00' }, at(time))).toBe(quiet)
  })

  it.each([
    ['21:59', false],
    ['22:00', true],
    ['00:00', true],
    ['06:59', true],
    ['07:00', false],
    ['12:00', false],
  ] as const)('over midnight, from 22:00 to 07:00: at %s it is %s', (time, quiet) => {
    expect(isQuiet({ from: '22:00', to: '07:00' }, at(time))).toBe(quiet)
  })

  it('hold no time when there are none, or when they end as they begin', () => {
    expect(isQuiet(null, at('03:00'))).toBe(false)
    expect(isQuiet({ from: '03:00', to: '03:00' }, at('03:00'))).toBe(false)
  })

  it('and the hours from their end to their beginning share the day between them', () => {
    const time = fc.tuple(fc.nat(23), fc.nat(59)).map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
    fc.assert(
      fc.property(time, time, time, (from, to, now) => {
        fc.pre(from !== to)
        return isQuiet({ from, to }, at(now)) !== isQuiet({ from: to, to: from }, at(now))
      }),
    )
  })
})
