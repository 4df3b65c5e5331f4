import { afterAll, describe, expect, it } from 'vitest'
import { longestHoldUp } from '../../testing/hold-up'
import { onDatabase } from '../../testing/on-database'
import { openStores } from '../../testing/open-stores'
import { openVectors } from '../../testing/open-vectors'
import { describeVectors } from '../../testing/vectors.testsuite'
import { EmbeddedVectors } from './embedded-vectors'

const never = new AbortController().signal
const clock = { now: () => 1 }

const opened = await openVectors()
afterAll(() => opened.close())

describeVectors('the engine itself', async () => opened.vectors)

const pointsOf = (count: number, dimensions: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: `doc-${index}`,
    vector: Array.from({ length: dimensions }, (_each, at) => Math.sin(index * 31 + at * 7)),
    payload: { text: 'x'.repeat(500) },
  }))

describe('vectors in the database', () => {
  it('are there after a restart', async () => {
    const { folder, close, ...stores } = await openStores()
    await new EmbeddedVectors({ ...stores, clock }).upsert('docs', { points: [{ id: 'a', vector: [3, 4], payload: { n: 1 } }], metric: 'euclid' }, never)
    await close()
    const again = new EmbeddedVectors({ ...(await openStores(folder)), clock })
    expect(await again.search('docs', { vector: [0, 0], limit: 5, filter: [] }, never)).toEqual([{ id: 'a', score: 5, payload: { n: 1 } }])
  })

  it('leave the thread to others while they are searched, however many search', async () => {
    const { read, unitOfWork } = await openStores()
    const vectors = new EmbeddedVectors({ read, unitOfWork, clock })
    const points = pointsOf(3000, 384)
    await vectors.upsert('docs', { points, metric: null }, never)
    const search = (index: number) => vectors.search('docs', { vector: points[index]!.vector, limit: 5, filter: [] }, never)
    let pages = 0
    const counted = new EmbeddedVectors({ read: { ...read, vectorPage: (query) => (pages++, read.vectorPage(query)) }, unitOfWork, clock })
    const { result, longestMs } = await longestHoldUp(() => Promise.all(Array.from({ length: 8 }, (_, index) => search(index))))
    const { longestMs: one } = await longestHoldUp(() => counted.search('docs', { vector: points[0]!.vector, limit: 5, filter: [] }, never))
    expect(result.map(([first]) => first?.id)).toEqual(Array.from({ length: 8 }, (_, index) => `doc-${index}`))
    expect(pages).toBeGreaterThan(15)
    // Eight at once hold it no longer at a time than one: each takes its turn.
    expect(longestMs).toBeLessThan(Math.max(one * 4, 40))
  })

  it('are not searched on once it is called off', async () => {
    const { read, unitOfWork } = await openStores()
    const control = new AbortController()
    let pages = 0
    const vectorPage: typeof read.vectorPage = (query) => {
      if (++pages === 2) control.abort(new Error('called off'))
      return read.vectorPage(query)
    }
    const vectors = new EmbeddedVectors({ read: { ...read, vectorPage }, unitOfWork, clock })
    await vectors.upsert('docs', { points: pointsOf(2000, 384), metric: null }, never)
    await expect(vectors.search('docs', { vector: pointsOf(1, 384)[0]!.vector, limit: 5, filter: [] }, control.signal)).rejects.toThrow('called off')
    expect(pages).toBe(2)
  })

  it('that were put in before a failure stay, and the same again completes them', async () => {
    const { read, unitOfWork } = await openStores()
    let commits = 0
    const failing = new EmbeddedVectors({
      read,
      clock,
      unitOfWork: { run: (work) => (++commits === 3 ? Promise.reject(new Error('the disk is full')) : unitOfWork.run(work)) },
    })
    const points = pointsOf(500, 8)
    await expect(failing.upsert('docs', { points, metric: null }, never)).rejects.toThrow('the disk is full')
    const count = async () => (await failing.search('docs', { vector: points[0]!.vector, limit: 1000, filter: [] }, never)).length
    expect(await count()).toBeGreaterThan(0)
    expect(await count()).toBeLessThan(500)
    await failing.upsert('docs', { points, metric: null }, never)
    expect(await count()).toBe(500)
  })

  it('are deleted with their collection, and those of others are not touched', async () => {
    const { file, close, ...stores } = await openStores()
    const vectors = new EmbeddedVectors({ ...stores, clock })
    await vectors.upsert('gone', { points: pointsOf(250, 4), metric: null }, never)
    await vectors.upsert('kept', { points: pointsOf(3, 4), metric: null }, never)
    expect(await vectors.delete('gone', { all: true }, never)).toBe(250)
    await close()
    const left = onDatabase(file, (db) => db.prepare('select collection, count(*) as count from vectors group by collection').all())
    expect(left).toEqual([{ collection: 'kept', count: 3 }])
    expect(onDatabase(file, (db) => db.prepare('select name from vector_collections').pluck().all())).toEqual(['kept'])
  })
})
