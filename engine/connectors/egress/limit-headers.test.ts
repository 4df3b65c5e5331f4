import { describe, expect, test } from 'vitest'
import { readLimits } from './limit-headers'

const NOW = Date.UTC(2026, 0, 27, 12, 0, 0)
const read = (headers: Readonly<Record<string, string>>, status = 200) => readLimits({ status, headers }, NOW)
const nothing = { at: NOW, requests: null, tokens: null, refused: null }

describe('the limits that a reply tells of', () => {
  test.each([
    ['1s', 1000],
    ['6m0s', 360_000],
    ['17ms', 17],
    ['2m59.56s', 179_560],
    ['1h2m3s', 3_723_000],
    ['12', 12_000],
    ['0.5', 500],
  ])('in the words of OpenAI, until %s', (reset, ms) => {
    const headers = { 'x-ratelimit-limit-requests': '500', 'x-ratelimit-remaining-requests': '499', 'x-ratelimit-reset-requests': reset }
    expect(read(headers)).toEqual({ ...nothing, requests: { limit: 500, remaining: 499, resetAt: NOW + ms } })
  })

  test('of tokens', () => {
    const headers = { 'x-ratelimit-limit-tokens': '30000', 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '59.9s' }
    expect(read(headers).tokens).toEqual({ limit: 30_000, remaining: 0, resetAt: NOW + 59_900 })
  })

  test('in the words of Anthropic', () => {
    const headers = {
      'anthropic-ratelimit-requests-limit': '50',
      'anthropic-ratelimit-requests-remaining': '3',
      'anthropic-ratelimit-requests-reset': '2026-01-27T12:00:20Z',
      'anthropic-ratelimit-input-tokens-limit': '40000',
      'anthropic-ratelimit-input-tokens-remaining': '39000',
      'anthropic-ratelimit-input-tokens-reset': '2026-01-27T12:00:01Z',
    }
    expect(read(headers)).toEqual({
      ...nothing,
      requests: { limit: 50, remaining: 3, resetAt: NOW + 20_000 },
      tokens: { limit: 40_000, remaining: 39_000, resetAt: NOW + 1000 },
    })
  })

  test('of a proxy that counts requests, with a time since 1970', () => {
    const headers = { 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 5) }
    expect(read(headers).requests).toEqual({ limit: 10, remaining: 0, resetAt: NOW + 5000 })
    expect(read({ ...headers, 'x-ratelimit-reset': String(NOW + 7000) }).requests?.resetAt).toBe(NOW + 7000)
  })

  test.each<[string, Readonly<Record<string, string>>]>([
    ['nothing', {}],
    ['no numbers', { 'x-ratelimit-remaining-requests': 'many' }],
    ['a limit without what is left', { 'x-ratelimit-limit-requests': '10' }],
    ['numbers beyond all measure', { 'x-ratelimit-remaining-requests': '9'.repeat(30) }],
  ])('are none when it says %s', (_what, headers) => {
    expect(read(headers)).toEqual(nothing)
  })

  test('are taken without a reset that cannot be read', () => {
    expect(read({ 'x-ratelimit-remaining-requests': '4', 'x-ratelimit-reset-requests': 'soon' }).requests).toEqual({ limit: null, remaining: 4, resetAt: null })
    expect(read({ 'anthropic-ratelimit-requests-remaining': '4', 'anthropic-ratelimit-requests-reset': 'soon' }).requests).toEqual({
      limit: null,
      remaining: 4,
      resetAt: null,
    })
  })
})

describe('a refusal', () => {
  test.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': 'Tue, 27 Jan 2026 12:00:09 GMT' }, 9000],
    [{ 'retry-after-ms': '250', 'retry-after': '1' }, 250],
    [{}, 1000],
  ])('with %j lasts %d ms', (headers, ms) => {
    expect(read(headers, 429).refused).toEqual({ until: NOW + ms, tooMany: true })
  })

  test('of a server that is not well lasts as long as it says, and is none when it does not', () => {
    expect(read({ 'retry-after': '3' }, 503).refused).toEqual({ until: NOW + 3000, tooMany: false })
    expect([read({}, 503).refused, read({ 'retry-after': '3' }, 200).refused]).toEqual([null, null])
  })
})
