import { describe, expect, it } from 'vitest'
import { collectionNotFound, refuseOther, type VectorCollection } from './vector-collection'

const docs: VectorCollection = { dimensions: 3, metric: 'cosine' }

describe('a collection', () => {
  it('takes vectors of its length, by its metric or by none', () => {
    expect(() => refuseOther('docs', docs, { dimensions: 3, metric: null })).not.toThrow()
    expect(() => refuseOther('docs', docs, { dimensions: 3, metric: 'cosine' })).not.toThrow()
  })

  it.each([
    ['of another length', { dimensions: 4, metric: null }, /"docs" have 3 dimensions, but 4 came/],
    ['by another metric', { dimensions: 3, metric: 'dot' }, /"docs" compares by cosine, not by dot/],
  ] as const)('refuses vectors %s', (_what, given, message) => {
    expect(() => refuseOther('docs', docs, given)).toThrow(message)
  })

  it('that is not there is named', () => {
    expect(collectionNotFound('docs')).toMatchObject({ code: 'collection_not_found', message: expect.stringContaining('"docs"') })
  })
})
