import * as z from 'zod'
import type { JsonObject } from '../../contract/json'
import { jsonObject } from '../../contract/json'
import { EngineError } from '../../core/shared/engine-error'
import { collectionNotFound, type Metric, refuseOther, type VectorCollection } from '../../core/vectors/vector-collection'
import type { DoomedPoints, NewPoints, VectorMatch, VectorPoint, VectorQuery, Vectors } from '../../ports/vectors'
import { ID_KEY, isPointId, toPointId } from './point-id'
import { QdrantFailure } from './qdrant-failure'
import type { QdrantRequests } from './qdrant-requests'
import { toQdrantFilter } from './to-qdrant-filter'

const DISTANCES = { cosine: 'Cosine', dot: 'Dot', euclid: 'Euclid' } as const satisfies Record<Metric, string>
const METRIC_OF: ReadonlyMap<string, Metric> = new Map([
  ['Cosine', 'cosine'],
  ['Dot', 'dot'],
  ['Euclid', 'euclid'],
])

const config = z.object({
  config: z.object({ params: z.object({ vectors: z.looseObject({ size: z.int().optional(), distance: z.string().optional() }).optional() }) }),
})
const done = z.unknown()
const found = z.object({ points: z.array(z.object({ id: z.union([z.string(), z.number()]), score: z.number(), payload: jsonObject.nullish() })) })
const counted = z.object({ count: z.int().min(0) })

/** Qdrant takes 32 MiB at once unless it is told otherwise; a number takes some 20 characters. */
const BATCH_CHARACTERS = 8 * 1024 * 1024
const CHARACTERS_A_NUMBER = 22
const MOST_POINTS = 200
const MOST_IDS = 1000

/** Vectors in a Qdrant. A point whose id Qdrant does not take carries it in its payload, under `signalbox_id`. */
export class QdrantVectors implements Vectors {
  constructor(readonly requests: QdrantRequests) {}

  async upsert(name: string, { points, metric }: NewPoints, signal: AbortSignal): Promise<VectorCollection> {
    const dimensions = points[0]?.vector.length ?? 0
    const wanted = { dimensions, metric: metric ?? 'cosine' }
    const collection = (await this.#collection(name, signal)) ?? (await this.#create(name, wanted, signal))
    refuseOther(name, collection, { dimensions, metric })
    const atOnce = Math.max(1, Math.min(MOST_POINTS, Math.floor(BATCH_CHARACTERS / (dimensions * CHARACTERS_A_NUMBER))))
    for (let start = 0; start < points.length; start += atOnce) {
      const body = { points: points.slice(start, start + atOnce).map(toPoint) }
      await this.requests.send({ method: 'PUT', path: `${pathOf(name)}/points?wait=true`, body, result: done, signal })
    }
    return collection
  }

  async search(name: string, { vector, limit, filter }: VectorQuery, signal: AbortSignal): Promise<readonly VectorMatch[]> {
    const collection = await this.#collection(name, signal)
    if (collection === null) throw collectionNotFound(name)
    refuseOther(name, collection, { dimensions: vector.length, metric: null })
    const body = { query: [...vector], limit, with_payload: true, with_vector: false, ...(filter.length > 0 && { filter: toQdrantFilter(filter) }) }
    const { points } = await this.requests.send({ method: 'POST', path: `${pathOf(name)}/points/query`, body, result: found, signal })
    return points.map(({ id, score, payload }) => toMatch(String(id), score, payload ?? {}))
  }

  async delete(name: string, doomed: DoomedPoints, signal: AbortSignal): Promise<number> {
    try {
      if ('ids' in doomed) return await this.#deleteIds(name, doomed.ids, signal)
      if ('filter' in doomed) return await this.#deletePoints(name, { filter: toQdrantFilter(doomed.filter) }, toQdrantFilter(doomed.filter), signal)
      const there = await this.#count(name, null, signal)
      await this.requests.send({ method: 'DELETE', path: pathOf(name), result: done, signal })
      return there
    } catch (thrown) {
      if (isNotFound(thrown)) return 0
      throw thrown
    }
  }

  async #deleteIds(name: string, ids: readonly string[], signal: AbortSignal): Promise<number> {
    let deleted = 0
    for (let start = 0; start < ids.length; start += MOST_IDS) {
      const points = [...new Set(ids.slice(start, start + MOST_IDS).map(toPointId))]
      deleted += await this.#deletePoints(name, { points }, { must: [{ has_id: points }] }, signal)
    }
    return deleted
  }

  /** Qdrant does not say how many it deleted, so they are counted before. */
  async #deletePoints(name: string, selector: JsonObject, filter: JsonObject, signal: AbortSignal): Promise<number> {
    const there = await this.#count(name, filter, signal)
    if (there > 0) await this.requests.send({ method: 'POST', path: `${pathOf(name)}/points/delete?wait=true`, body: selector, result: done, signal })
    return there
  }

  async #count(name: string, filter: JsonObject | null, signal: AbortSignal): Promise<number> {
    const body = { exact: true, ...(filter !== null && { filter }) }
    const { count } = await this.requests.send({ method: 'POST', path: `${pathOf(name)}/points/count`, body, result: counted, signal })
    return count
  }

  async #collection(name: string, signal: AbortSignal): Promise<VectorCollection | null> {
    try {
      const { config: its } = await this.requests.send({ method: 'GET', path: pathOf(name), result: config, signal })
      const { size, distance } = its.params.vectors ?? {}
      const metric = METRIC_OF.get(distance ?? '')
      if (size !== undefined && metric !== undefined) return { dimensions: size, metric }
    } catch (thrown) {
      if (isNotFound(thrown)) return null
      throw thrown
    }
    throw new EngineError(
      'step_config_invalid',
      `The collection "${name}" in Qdrant is not one of plain vectors compared by cosine, dot or euclid; \`vector\` cannot use it.`,
    )
  }

  /** Somebody else may make it at the same moment, and then it is theirs that counts. */
  async #create(name: string, { dimensions, metric }: VectorCollection, signal: AbortSignal): Promise<VectorCollection> {
    try {
      const body = { vectors: { size: dimensions, distance: DISTANCES[metric] } }
      await this.requests.send({ method: 'PUT', path: pathOf(name), body, result: done, signal })
      return { dimensions, metric }
    } catch (thrown) {
      const theirs = thrown instanceof QdrantFailure && (thrown.status === 409 || thrown.status === 400) ? await this.#collection(name, signal) : null
      if (theirs === null) throw thrown
      return theirs
    }
  }
}

const pathOf = (name: string): string => `/collections/${encodeURIComponent(name)}`

const isNotFound = (thrown: unknown): boolean => thrown instanceof QdrantFailure && thrown.status === 404

const toPoint = ({ id, vector, payload }: VectorPoint): JsonObject => ({
  id: toPointId(id),
  vector: [...vector],
  payload: isPointId(id) ? payload : { ...payload, [ID_KEY]: id },
})

function toMatch(id: string, score: number, { [ID_KEY]: own, ...payload }: JsonObject): VectorMatch {
  return { id: typeof own === 'string' ? own : id, score, payload }
}
