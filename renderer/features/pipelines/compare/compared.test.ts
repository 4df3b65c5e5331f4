import { describe, expect, it } from 'vitest'
import { comparedFromSearch, firstCompared, searchFromCompared } from './compared'

const versions = (...numbers: readonly number[]) => numbers.map((number) => ({ number, createdAt: number }))

describe('what is compared', () => {
  it('is the newest version with the one before it', () => {
    expect(firstCompared(versions(7, 2, 5), 7)).toEqual({ from: 5, to: 7 })
    expect(firstCompared(versions(1), 1)).toBeNull()
  })

  it('is the older version that is being read with the newest', () => {
    expect(firstCompared(versions(1, 2, 3), 1)).toEqual({ from: 1, to: 3 })
  })

  it('is kept in the address', () => {
    expect(comparedFromSearch(`?${searchFromCompared({ from: 3, to: 12 })}`)).toEqual({ from: 3, to: 12 })
    expect([searchFromCompared(null), comparedFromSearch('?compare=3'), comparedFromSearch('?compare=a-b'), comparedFromSearch('')]).toEqual([
      '',
      null,
      null,
      null,
    ])
  })
})
