import { describe, expect, it } from 'vitest'
import { boundedPattern } from './bounded-pattern'

describe('a pattern from outside', () => {
  it('is taken as long as it comes to little', () => {
    expect(boundedPattern('^[A-Z]{2}[0-9]{6,10}$').matches('AB1234567')).toBe(true)
    expect(boundedPattern('^.{1,1000}$').matches('a')).toBe(true)
    expect(boundedPattern('^[\\p{L}\\p{N}\\p{P}\\p{Zs}]{1,500}$').matches('Grüße, 12')).toBe(true)
  })

  it.each([
    ['written out by its repetitions', '(?:a?){999}'.repeat(83)],
    ['only once it is compiled', 'a{1000}'.repeat(11)],
    ['in letters of either case', `(?i)${'[\u0080-\u{10ffff}]'.repeat(60)}`],
  ])('is refused when it is too large: %s', (_, source) => {
    expect(() => boundedPattern(source)).toThrow(expect.objectContaining({ code: 'step_config_invalid', message: expect.stringContaining('Repeat less in it') }))
  })

  it('is refused when it is too long', () => {
    expect(() => boundedPattern('a'.repeat(1001))).toThrow('A pattern can have 1000 characters at most; this one has 1001.')
  })

  it('that is none is for RE2 to refuse', () => {
    expect(() => boundedPattern('(')).toThrow('missing closing )')
  })
})
