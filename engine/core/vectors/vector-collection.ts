import { EngineError } from '../shared/engine-error'

/** How near two vectors are. cosine and dot: a higher score is nearer; euclid: a distance, and a lower one is. */
export const METRICS = ['cosine', 'dot', 'euclid'] as const
export type Metric = (typeof METRICS)[number]

/** Both are fixed when the first vector comes. */
export interface VectorCollection {
  readonly dimensions: number
  readonly metric: Metric
}

/** What vectors come with that are to be compared with those of a collection. */
export interface ComparedVectors {
  readonly dimensions: number
  /** Null: whichever it is. */
  readonly metric: Metric | null
}

/** Throws `step_config_invalid`. */
export function refuseOther(name: string, { dimensions, metric }: VectorCollection, given: ComparedVectors): void {
  if (given.dimensions !== dimensions) {
    throw new EngineError(
      'step_config_invalid',
      `The vectors of the collection "${name}" have ${dimensions} dimensions, but ${given.dimensions} came. Were they made by the same model?`,
    )
  }
  if (given.metric !== null && given.metric !== metric) {
    throw new EngineError(
      'step_config_invalid',
      `The collection "${name}" compares by ${metric}, not by ${given.metric}: this is fixed when the collection is made.`,
    )
  }
}

export const collectionNotFound = (name: string): EngineError =>
  new EngineError('collection_not_found', `There is no collection "${name}". The first upsert makes it.`, { details: { collection: name } })
