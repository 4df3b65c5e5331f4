import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import type { ErrorCode } from '../../engine/contract/errors'
import { afterEnd } from './restart-policy'

const refusal = (code: ErrorCode) => ({ code, message: '' })

describe('after the engine ended', () => {
  it('doubles the wait with each end in a row, up to ten seconds', () => {
    const waits = [0, 1, 2, 3, 4, 5, 6, 7, 50].map((endsBefore) => afterEnd({ refusal: null, liveMs: 0, endsBefore }))
    expect(waits.map((next) => (next.kind === 'restart' ? next.inMs : null))).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000])
  })

  it('starts the waits anew when the engine had been well for half a minute', () => {
    expect(afterEnd({ refusal: null, liveMs: 30_000, endsBefore: 5 })).toEqual({ kind: 'restart', inMs: 250, endsInRow: 1 })
    expect(afterEnd({ refusal: null, liveMs: 29_999, endsBefore: 5 })).toEqual({ kind: 'restart', inMs: 8000, endsInRow: 6 })
  })

  it.each(['data_folder_in_use', 'data_folder_unusable', 'database_newer', 'sqlite_too_old', 'storage_corrupt'] as const)('stays down after %s', (code) => {
    expect(afterEnd({ refusal: refusal(code), liveMs: 0, endsBefore: 0 })).toEqual({ kind: 'stay-down' })
  })

  it('tries again after refusals that may pass', () => {
    expect(afterEnd({ refusal: refusal('storage_full'), liveMs: 0, endsBefore: 2 })).toEqual({ kind: 'restart', inMs: 1000, endsInRow: 3 })
  })

  it('never waits longer than ten seconds nor gives up for want of a reason', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(1_000_000), (endsBefore, liveMs) => {
        const next = afterEnd({ refusal: null, liveMs, endsBefore })
        return next.kind === 'restart' && next.inMs >= 250 && next.inMs <= 10_000 && next.endsInRow >= 1
      }),
    )
  })
})
