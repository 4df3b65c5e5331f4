import { matches } from './matches'
import type { CreateCollection, Filter, Point } from './requests'

/** One collection, as Qdrant keeps it: with 32 bits a number, and vectors of length one where it compares by cosine. */
export class Collection {
  readonly #points = new Map<string | number, Point>()

  constructor(readonly params: CreateCollection['vectors']) {}

  fits(vector: readonly number[]): boolean {
    return vector.length === this.params.size
  }

  put(points: readonly Point[]): void {
    for (const point of points) this.#points.set(point.id, { ...point, vector: this.#kept(point.vector) })
  }

  query(vector: readonly number[], limit: number, filter: Filter) {
    const wanted = this.#kept(vector)
    const scored = this.#where(filter).map((point) => ({
      id: point.id,
      version: 1,
      score: Math.fround(this.#score(point.vector, wanted)),
      payload: point.payload ?? {},
    }))
    return scored.sort((a, b) => (this.params.distance === 'Euclid' ? a.score - b.score : b.score - a.score)).slice(0, limit)
  }

  count(filter: Filter): number {
    return this.#where(filter).length
  }

  delete(filter: Filter): void {
    for (const { id } of this.#where(filter)) this.#points.delete(id)
  }

  #where(filter: Filter): Point[] {
    return [...this.#points.values()].filter((point) => matches(point, filter))
  }

  #kept(vector: readonly number[]): number[] {
    const length = this.params.distance === 'Cosine' ? Math.hypot(...vector) : 1
    return vector.map((each) => Math.fround(length === 0 ? each : each / length))
  }

  #score(a: readonly number[], b: readonly number[]): number {
    const other = (at: number): number => b[at] ?? 0
    if (this.params.distance === 'Euclid') return Math.hypot(...a.map((each, at) => each - other(at)))
    return a.reduce((sum, each, at) => sum + each * other(at), 0)
  }
}
