import { setImmediate } from 'node:timers/promises'
import type { JsonObject } from '../../contract/json'
import { collectionNotFound, refuseOther, type VectorCollection } from '../../core/vectors/vector-collection'
import type { Clock } from '../../ports/clock'
import type { ReadStores } from '../../ports/read-stores'
import type { Transaction, UnitOfWork } from '../../ports/unit-of-work'
import type { DoomedPoints, NewPoints, VectorMatch, VectorPoint, VectorQuery, VectorReads, Vectors } from '../../ports/vectors'
import { decodeObject } from '../codecs'
import { fitsFilter } from './fits-filter'
import { isLowerNearer, SCORES, toStored } from './likeness'
import { Nearest } from './nearest'

export interface EmbeddedVectorsDeps {
  readonly read: Pick<ReadStores, keyof VectorReads>
  readonly unitOfWork: UnitOfWork
  readonly clock: Pick<Clock, 'now'>
}

/** Of vectors that are read, or written, at one go: about a millisecond. */
const PAGE_BYTES = 256 * 1024
/** With payloads, each of which is parsed. */
const MOST_WITH_PAYLOAD = 100
/** Put in by one transaction, which takes longer than reading. */
const MOST_PUT = 50
const MOST_IN_PAGE = 1000

/**
 * Vectors in the engine's own database. A search looks at every vector, page by page, and between two pages everyone else has
 * a turn; so it is exact, and takes time that grows with the collection.
 */
export class EmbeddedVectors implements Vectors {
  readonly #deps: EmbeddedVectorsDeps
  #line: Promise<void> = Promise.resolve()

  constructor(deps: EmbeddedVectorsDeps) {
    this.#deps = deps
  }

  async upsert(name: string, { points, metric: wanted }: NewPoints, signal: AbortSignal): Promise<VectorCollection> {
    const dimensions = points[0]?.vector.length ?? 0
    const atOnce = pageSize(dimensions, MOST_PUT)
    let collection: VectorCollection = { dimensions, metric: wanted ?? 'cosine' }
    for (let start = 0; start < points.length; start += atOnce) {
      if (start > 0) await this.#turn()
      signal.throwIfAborted()
      const batch = points.slice(start, start + atOnce)
      collection = await this.#deps.unitOfWork.run((tx) => this.#put(tx, name, batch, wanted))
    }
    return collection
  }

  async #put(tx: Transaction, name: string, points: readonly VectorPoint[], wanted: NewPoints['metric']): Promise<VectorCollection> {
    const dimensions = points[0]?.vector.length ?? 0
    const known = await tx.vectors.collection(name)
    const collection = known ?? { dimensions, metric: wanted ?? 'cosine' }
    if (known === null) await tx.vectors.create(name, collection, this.#deps.clock.now())
    refuseOther(name, collection, { dimensions, metric: wanted })
    await tx.vectors.put(
      name,
      points.map(({ id, vector, payload }) => ({ id, vector: toStored(vector, collection.metric), payload: JSON.stringify(payload) })),
    )
    return collection
  }

  async search(name: string, { vector, limit, filter }: VectorQuery, signal: AbortSignal): Promise<readonly VectorMatch[]> {
    signal.throwIfAborted()
    const collection = await this.#deps.read.vectorCollection(name)
    if (collection === null) throw collectionNotFound(name)
    refuseOther(name, collection, { dimensions: vector.length, metric: null })
    const nearest = await this.#nearest(name, collection, { vector, limit, filter }, signal)
    const matches: VectorMatch[] = []
    for (const [index, { id, score }] of nearest.all.entries()) {
      if (index % MOST_WITH_PAYLOAD === 0) await this.#turn()
      signal.throwIfAborted()
      const payload = await this.#deps.read.vectorPayload(name, id)
      // Deleted meanwhile.
      if (payload !== null) matches.push({ id, score, payload })
    }
    return matches
  }

  async #nearest(name: string, { dimensions, metric }: VectorCollection, { vector, limit, filter }: VectorQuery, signal: AbortSignal): Promise<Nearest> {
    const wanted = toStored(vector, metric)
    const score = SCORES[metric]
    const nearest = new Nearest(limit, isLowerNearer(metric))
    const withPayload = filter.length > 0
    const most = pageSize(dimensions, withPayload ? MOST_WITH_PAYLOAD : MOST_IN_PAGE)
    for (let after: string | undefined = ''; after !== undefined;) {
      await this.#turn()
      signal.throwIfAborted()
      const page = await this.#deps.read.vectorPage({ collection: name, after, limit: most, withPayload })
      for (const each of page) {
        const its = score(wanted, each.vector)
        if (nearest.keeps(its) && (each.payload === null || fitsFilter(decodeObject(each.payload), filter))) nearest.offer(each.id, its)
      }
      after = page.length < most ? undefined : page.at(-1)?.id
    }
    return nearest
  }

  async delete(name: string, doomed: DoomedPoints, signal: AbortSignal): Promise<number> {
    signal.throwIfAborted()
    if ('ids' in doomed) return this.#deleteIds(name, doomed.ids, signal)
    if ('filter' in doomed) return this.#deleteWhere(name, (payload) => fitsFilter(payload, doomed.filter), signal)
    const deleted = await this.#deleteWhere(name, () => true, signal)
    // What came meanwhile goes with the collection, so that none is left without one.
    return deleted + (await this.#deps.unitOfWork.run((tx) => dropCollection(tx, name)))
  }

  async #deleteIds(name: string, ids: readonly string[], signal: AbortSignal): Promise<number> {
    let deleted = 0
    for (let start = 0; start < ids.length; start += MOST_WITH_PAYLOAD) {
      signal.throwIfAborted()
      deleted += await this.#deps.unitOfWork.run((tx) => tx.vectors.remove(name, ids.slice(start, start + MOST_WITH_PAYLOAD)))
    }
    return deleted
  }

  /** A page is judged and deleted in one transaction: a point that has changed since is judged as it is. */
  async #deleteWhere(name: string, isDoomed: (payload: JsonObject) => boolean, signal: AbortSignal): Promise<number> {
    let deleted = 0
    for (let after: string | undefined = ''; after !== undefined;) {
      signal.throwIfAborted()
      const from: string = after
      const page = await this.#deps.unitOfWork.run((tx) => deletePage(tx, name, from, isDoomed))
      deleted += page.deleted
      after = page.next
    }
    return deleted
  }

  /** One page a turn of the event loop, however many search at the same time. */
  #turn(): Promise<void> {
    return (this.#line = this.#line.then(() => setImmediate()))
  }
}

const pageSize = (dimensions: number, most: number): number =>
  Math.max(1, Math.min(most, Math.floor(PAGE_BYTES / (dimensions * Float32Array.BYTES_PER_ELEMENT))))

async function deletePage(
  tx: Transaction,
  name: string,
  after: string,
  isDoomed: (payload: JsonObject) => boolean,
): Promise<{ deleted: number; next: string | undefined }> {
  const page = await tx.vectors.payloads(name, after, MOST_WITH_PAYLOAD)
  const ids = page.filter(({ payload }) => isDoomed(decodeObject(payload))).map(({ id }) => id)
  const deleted = await tx.vectors.remove(name, ids)
  return { deleted, next: page.length < MOST_WITH_PAYLOAD ? undefined : page.at(-1)?.id }
}

async function dropCollection(tx: Transaction, name: string): Promise<number> {
  let deleted = 0
  for (let next: string | undefined = ''; next !== undefined;) {
    const page: { deleted: number; next: string | undefined } = await deletePage(tx, name, next, () => true)
    deleted += page.deleted
    next = page.next
  }
  await tx.vectors.drop(name)
  return deleted
}
