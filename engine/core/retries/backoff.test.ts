import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backoffMs } from './backoff'
import { DEFAULT_RETRY, type RetryPolicy } from './retry-policy'

const steady: RetryPolicy = { attempts: 10, backoff: 'exponential', delayMs: 1000, maxMs: 60_000, jitter: 'none' }

describe('backoffMs', () => {
  it('doubles with each try until the maximum', () => {
    expect([1, 2, 3, 6, 7, 100].map((attempt) => backoffMs(steady, attempt, 0.5))).toEqual([1000, 2000, 4000, 32_000, 60_000, 60_000])
  })

  it('stays the same when fixed, yet never above the maximum', () => {
    expect([1, 2, 9].map((attempt) => backoffMs({ ...steady, backoff: 'fixed' }, attempt, 0))).toEqual([1000, 1000, 1000])
    expect(backoffMs({ ...steady, backoff: 'fixed', delayMs: 90_000 }, 1, 0)).toBe(60_000)
  })

  it('draws from nothing up to the whole wait with full jitter', () => {
    expect([0, 0.25, 0.999].map((random) => backoffMs(DEFAULT_RETRY, 3, random))).toEqual([0, 1000, 3996])
  })

  it('waits at least as long as a provider asks, up to the maximum', () => {
    expect(backoffMs(DEFAULT_RETRY, 1, 0, 5000)).toBe(5000)
    expect(backoffMs(DEFAULT_RETRY, 1, 0, 500_000)).toBe(60_000)
    expect(backoffMs(steady, 3, 0, 5)).toBe(4000)
    expect(backoffMs(DEFAULT_RETRY, 1, 0, -5)).toBe(0)
  })

  it('is always a whole number between nothing and the maximum', () => {
    const policy: fc.Arbitrary<RetryPolicy> = fc.record({
      attempts: fc.integer({ min: 1, max: 100 }),
      backoff: fc.constantFrom('exponential', 'fixed'),
      delayMs: fc.integer({ min: 0, max: 10 ** 9 }),
      maxMs: fc.integer({ min: 0, max: 10 ** 9 }),
      jitter: fc.constantFrom('full', 'none'),
    })
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(policy, fc.integer({ min: 1, max: 10_000 }), random, fc.integer(), (each, attempt, draw, retryAfter) => {
        const wait = backoffMs(each, attempt, draw, retryAfter)
        expect(Number.isInteger(wait) && wait >= 0 && wait <= each.maxMs).toBe(true)
      }),
    )
  })
})
