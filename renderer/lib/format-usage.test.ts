import { describe, expect, it } from 'vitest'
import { formatTokens, formatUsd } from './format-usage'

describe('tokens', () => {
  it.each([
    [0, '0 tokens'],
    [1, '1 token'],
    [812, '812 tokens'],
    [1000, '1k tokens'],
    [12_345, '12.3k tokens'],
    [999_499, '999k tokens'],
    [999_500, '1M tokens'],
    [1_240_000, '1.2M tokens'],
  ])('%d reads %s', (tokens, words) => expect(formatTokens(tokens)).toBe(words))
})

describe('money', () => {
  it.each([
    [0, '$0'],
    [0.00001, 'less than $0.0001'],
    [0.0042, '$0.0042'],
    [0.0421, '$0.042'],
    [0.25, '$0.25'],
    [0.5, '$0.50'],
    [0.0999, '$0.10'],
    [0.999, '$1.00'],
    [1.2, '$1.20'],
    [1204.3, '$1,204'],
  ])('%d reads %s', (usd, words) => expect(formatUsd(usd)).toBe(words))
})
