import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../contract/json'
import { METRICS, type Metric } from '../core/vectors/vector-collection'
import type { PayloadFilter, VectorPoint, Vectors } from '../ports/vectors'

const never = new AbortController().signal

/** Half a rounding of 32 bits, times some. */
const NEAR = 1e-5

const ids = fc.oneof(fc.integer({ min: 0, max: 20 }).map(String), fc.constantFrom('a', 'b', 'doc-1', 'Ä/ö ?', '550e8400-e29b-41d4-a716-446655440000'))
const payloads = fc.record(
  {
    lang: fc.constantFrom('en', 'de'),
    year: fc.integer({ min: 2000, max: 2003 }),
    draft: fc.boolean(),
    tags: fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }),
    at: fc.record({ page: fc.integer({ min: 0, max: 3 }) }),
  },
  { requiredKeys: [], noNullPrototype: true },
)
const vectorsOf = (dimensions: number) => fc.array(fc.integer({ min: -8, max: 8 }), { minLength: dimensions, maxLength: dimensions })
const pointsOf = (dimensions: number) =>
  fc.uniqueArray(fc.record({ id: ids, vector: vectorsOf(dimensions), payload: payloads }), { selector: ({ id }) => id, minLength: 1, maxLength: 20 })
const filters: fc.Arbitrary<PayloadFilter> = fc.constantFrom<PayloadFilter>(
  [],
  [{ field: 'lang', anyOf: ['en'] }],
  [{ field: 'tags', anyOf: ['x'] }],
  [{ field: 'year', anyOf: [2001, 2002.5] }],
  [{ field: 'draft', anyOf: [true] }],
  [{ field: 'lang', anyOf: ['de', 7, false] }],
  [{ field: 'year', range: { gt: 2000, lte: 2002 } }],
  [
    { field: 'at.page', range: { gte: 1, lt: 3 } },
    { field: 'lang', anyOf: ['en', 'de'] },
  ],
  [{ field: 'missing.there', anyOf: ['x'] }],
)

/** The same by another way: with 64 bits, over everything, sorted in the end. */
function oracle(metric: Metric, points: readonly VectorPoint[], wanted: readonly number[], filter: PayloadFilter): { id: string; score: number }[] {
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, each, at) => sum + each * (b[at] ?? 0), 0)
  const norm = (a: readonly number[]) => Math.sqrt(dot(a, a))
  const score = (a: readonly number[]) => {
    if (metric === 'dot') return dot(a, wanted)
    if (metric === 'cosine') return norm(a) * norm(wanted) === 0 ? 0 : dot(a, wanted) / norm(a) / norm(wanted)
    return norm(a.map((each, at) => each - (wanted[at] ?? 0)))
  }
  const found = points.filter(({ payload }) => fits(payload, filter)).map(({ id, vector }) => ({ id, score: score(vector) }))
  return found.sort((a, b) => (metric === 'euclid' ? a.score - b.score : b.score - a.score))
}

const fits = (payload: JsonObject, filter: PayloadFilter): boolean =>
  filter.every((condition) => {
    const found = condition.field.split('.').reduce<Json | undefined>((value, key) => new Map(Object.entries(value ?? {})).get(key), payload)
    return [found].flat().some((value) => {
      if ('anyOf' in condition) return condition.anyOf.some((each) => each === value)
      const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = condition.range
      return typeof value === 'number' && value > gt && value >= gte && value < lt && value <= lte
    })
  })

/** The promises of `Vectors`, whoever keeps them. `open` gives a store; collections of one test are never those of another. */
export function describeVectors(name: string, open: () => Promise<Vectors>): void {
  let collections = 0
  const fresh = async () => {
    const store = await open()
    const collection = `test_${++collections}`
    return {
      store,
      collection,
      upsert: (points: readonly VectorPoint[], metric: Metric | null = null) => store.upsert(collection, { points, metric }, never),
      search: (vector: readonly number[], limit = 1000, filter: PayloadFilter = []) => store.search(collection, { vector, limit, filter }, never),
    }
  }

  describe(`vectors kept by ${name}`, () => {
    it('a search finds what looking at every vector finds', async () => {
      const example = fc
        .integer({ min: 1, max: 9 })
        .chain((dimensions) =>
          fc.record({
            points: pointsOf(dimensions),
            wanted: vectorsOf(dimensions),
            metric: fc.constantFrom(...METRICS),
            filter: filters,
            limit: fc.integer({ min: 1, max: 25 }),
          }),
        )
      await fc.assert(
        fc.asyncProperty(example, async ({ points, wanted, metric, filter, limit }) => {
          const { upsert, search } = await fresh()
          await upsert(points, metric)
          const found = await search(wanted, limit, filter)
          const expected = oracle(metric, points, wanted, filter)
          const scores = new Map(expected.map(({ id, score }) => [id, score]))
          // Of equals either may come first; the scores stand in one order.
          expect(found.map(({ score }) => score)).toEqual(expected.slice(0, limit).map(({ score }) => expect.closeTo(score, 4)))
          for (const { id, score, payload } of found) {
            expect(Math.abs(score - (scores.get(id) ?? Number.NaN))).toBeLessThan(NEAR * Math.max(1, Math.abs(score)))
            expect(payload).toEqual(points.find((point) => point.id === id)?.payload)
          }
          expect(new Set(found.map(({ id }) => id)).size).toBe(found.length)
        }),
        { numRuns: 60 },
      )
    })

    it('putting the same in twice is putting it in once, and a new vector takes the place of the old one', async () => {
      await fc.assert(
        fc.asyncProperty(pointsOf(3), pointsOf(3), vectorsOf(3), async (first, second, wanted) => {
          const { upsert, search } = await fresh()
          await upsert(first, 'dot')
          const once = await search(wanted)
          await upsert(first, 'dot')
          expect(byId(await search(wanted))).toEqual(byId(once))
          await upsert(second)
          const now = [...new Map([...first, ...second].map((point) => [point.id, point])).values()]
          expect(byId(await search(wanted)).map(({ id, score }) => [id, score])).toEqual(
            byId(oracle('dot', now, wanted, [])).map(({ id, score }) => [id, score]),
          )
        }),
        { numRuns: 25 },
      )
    })

    it('what was deleted, by ids or by a filter, is not found again, and all else is', async () => {
      const doomed = fc.oneof(
        fc.array(ids, { maxLength: 5 }).map((list) => ({ ids: list })),
        filters.filter((filter) => filter.length > 0).map((filter) => ({ filter })),
      )
      await fc.assert(
        fc.asyncProperty(pointsOf(2), doomed, async (points, which) => {
          const { store, collection, upsert, search } = await fresh()
          await upsert(points)
          const goes = (point: VectorPoint) => ('ids' in which ? which.ids.includes(point.id) : fits(point.payload, which.filter))
          expect(await store.delete(collection, which, never)).toBe(points.filter(goes).length)
          expect(await store.delete(collection, which, never)).toBe(0)
          const left = points.filter((point) => !goes(point))
          expect(byId(await search([1, 1])).map(({ id }) => id)).toEqual(byId(left).map(({ id }) => id))
        }),
        { numRuns: 25 },
      )
    })

    it('the first vectors fix how long they are and what they are compared by', async () => {
      const { upsert, search, store, collection } = await fresh()
      const point = (vector: readonly number[]) => [{ id: 'a', vector, payload: {} }]
      expect(await upsert(point([3, 4]))).toEqual({ dimensions: 2, metric: 'cosine' })
      expect(await upsert(point([4, 3]), 'cosine')).toEqual({ dimensions: 2, metric: 'cosine' })
      await expect(upsert(point([1, 2, 3]))).rejects.toMatchObject({ code: 'step_config_invalid', message: expect.stringContaining('2 dimensions') })
      await expect(upsert(point([1, 2]), 'dot')).rejects.toMatchObject({ code: 'step_config_invalid', message: expect.stringContaining('cosine') })
      await expect(search([1])).rejects.toMatchObject({ code: 'step_config_invalid' })
      expect(await search([4, 3])).toEqual([{ id: 'a', score: expect.closeTo(1, 5), payload: {} }])
      expect(await store.delete(collection, { all: true }, never)).toBe(1)
      await expect(search([4, 3])).rejects.toMatchObject({ code: 'collection_not_found' })
      expect(await upsert(point([1, 2, 3]), 'euclid')).toEqual({ dimensions: 3, metric: 'euclid' })
    })

    it('where there is no collection nothing is found, and nothing is there to delete', async () => {
      const { store, collection, search } = await fresh()
      await expect(search([1])).rejects.toMatchObject({ code: 'collection_not_found' })
      expect(await store.delete(collection, { ids: ['a'] }, never)).toBe(0)
      expect(await store.delete(collection, { filter: [{ field: 'a', anyOf: [1] }] }, never)).toBe(0)
      expect(await store.delete(collection, { all: true }, never)).toBe(0)
    })

    it('collections know nothing of each other', async () => {
      const [one, two] = [await fresh(), await fresh()]
      await one.upsert([{ id: 'a', vector: [1], payload: { from: 'one' } }])
      await two.upsert([{ id: 'a', vector: [1, 2], payload: { from: 'two' } }])
      expect(await one.search([1])).toMatchObject([{ payload: { from: 'one' } }])
      await one.store.delete(one.collection, { all: true }, never)
      expect(await two.search([1, 2])).toMatchObject([{ payload: { from: 'two' } }])
    })

    it('many points go in, and come out page by page', async () => {
      const { upsert, search, store, collection } = await fresh()
      const points = Array.from({ length: 1234 }, (_, index) => ({ id: `p${index}`, vector: [index, 1], payload: { index, even: index % 2 === 0 } }))
      await upsert(points, 'euclid')
      expect((await search([617, 1], 3)).map(({ id, score }) => [id, score])).toEqual([['p617', 0], expect.arrayContaining([1]), expect.arrayContaining([1])])
      expect(await search([0, 1], 1000)).toHaveLength(1000)
      expect(await store.delete(collection, { filter: [{ field: 'even', anyOf: [true] }] }, never)).toBe(617)
      expect((await search([0, 1], 2)).map(({ id }) => id)).toEqual(['p1', 'p3'])
      expect(await store.delete(collection, { all: true }, never)).toBe(617)
    })

    it('nothing is done once it is called off', async () => {
      const { store, collection, upsert, search } = await fresh()
      await upsert([{ id: 'a', vector: [1], payload: {} }])
      const signal = AbortSignal.abort(new Error('called off'))
      const other = [{ id: 'b', vector: [1], payload: {} }]
      await expect(store.upsert(collection, { points: other, metric: null }, signal)).rejects.toThrow('called off')
      await expect(store.search(collection, { vector: [1], limit: 1, filter: [] }, signal)).rejects.toThrow('called off')
      await expect(store.delete(collection, { all: true }, signal)).rejects.toThrow('called off')
      expect(await search([1])).toHaveLength(1)
    })
  })
}

const byId = <T extends { readonly id: string }>(list: readonly T[]): T[] => [...list].sort((a, b) => (a.id < b.id ? -1 : 1))
