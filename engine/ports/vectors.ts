import type { JsonObject } from '../contract/json'
import type { Metric, VectorCollection } from '../core/vectors/vector-collection'

export interface VectorPoint {
  readonly id: string
  /** Finite numbers, also with 32 bits. */
  readonly vector: readonly number[]
  readonly payload: JsonObject
}

export interface VectorMatch {
  readonly id: string
  readonly score: number
  readonly payload: JsonObject
}

export type Scalar = string | number | boolean

export interface NumberRange {
  readonly gt?: number | undefined
  readonly gte?: number | undefined
  readonly lt?: number | undefined
  readonly lte?: number | undefined
}

/** What a field of a payload must be; `field` is dot separated. Of a list in the payload, one item must be it. */
export type PayloadCondition = { readonly field: string; readonly anyOf: readonly Scalar[] } | { readonly field: string; readonly range: NumberRange }

/** All of them must hold; none of them holds for everything. */
export type PayloadFilter = readonly PayloadCondition[]

export interface NewPoints {
  /** No id twice, vectors of one length. */
  readonly points: readonly VectorPoint[]
  /** Of a collection that is not there yet; cosine unless given. */
  readonly metric: Metric | null
}

export interface VectorQuery {
  readonly vector: readonly number[]
  /** At most 1,000. */
  readonly limit: number
  readonly filter: PayloadFilter
}

/** all: the collection itself, with what is fixed about it. */
export type DoomedPoints = { readonly ids: readonly string[] } | { readonly filter: PayloadFilter } | { readonly all: true }

/** Named collections of vectors. Every method throws the reason of its signal. */
export interface Vectors {
  /**
   * Puts points in the place of those with the same ids, or beside the others; the first ones make the collection. The same
   * again changes nothing. What was put before a failure stays. Throws `step_config_invalid` when vectors are of another
   * length than those in the collection, or the metric is another.
   */
  upsert(collection: string, points: NewPoints, signal: AbortSignal): Promise<VectorCollection>
  /** The nearest first. Throws `collection_not_found`, and `step_config_invalid` for a vector of another length. */
  search(collection: string, query: VectorQuery, signal: AbortSignal): Promise<readonly VectorMatch[]>
  /** Returns how many there were. Where there is no collection, there were none. */
  delete(collection: string, doomed: DoomedPoints, signal: AbortSignal): Promise<number>
}

/** As it is kept: of length one where the metric is cosine. */
export interface StoredVector {
  readonly id: string
  readonly vector: Float32Array
  /** As JSON; null when it was not asked for. */
  readonly payload: string | null
}

export interface VectorReads {
  vectorCollection(name: string): Promise<VectorCollection | null>
  /** In the order of the ids, after `after`. */
  vectorPage(query: {
    readonly collection: string
    readonly after: string
    readonly limit: number
    readonly withPayload: boolean
  }): Promise<readonly StoredVector[]>
  vectorPayload(collection: string, id: string): Promise<JsonObject | null>
}

export interface VectorWrites {
  collection(name: string): Promise<VectorCollection | null>
  create(name: string, collection: VectorCollection, at: number): Promise<void>
  drop(name: string): Promise<void>
  /** In place of those with the same ids. */
  put(collection: string, vectors: readonly (StoredVector & { readonly payload: string })[]): Promise<void>
  /** In the order of the ids, after `after`; payloads as JSON. */
  payloads(collection: string, after: string, limit: number): Promise<readonly { readonly id: string; readonly payload: string }[]>
  /** Returns how many there were. */
  remove(collection: string, ids: readonly string[]): Promise<number>
}
