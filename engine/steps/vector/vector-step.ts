import type { JsonObject } from '../../contract/json'
import { assertNever } from '../../core/shared/assert-never'
import type { Egress } from '../../connectors/egress/egress'
import { QdrantFailure } from '../../connectors/qdrant/qdrant-failure'
import { QdrantRequests } from '../../connectors/qdrant/qdrant-requests'
import { QdrantVectors } from '../../connectors/qdrant/qdrant-vectors'
import type { StepContext, StepKind } from '../../ports/step-kind'
import type { DoomedPoints, VectorPoint, Vectors } from '../../ports/vectors'
import { defineStep } from '../define-step'
import { type DeleteConfig, type UpsertConfig, type VectorConfig, vectorConfig, vectorOutput } from './vector-config'

export interface VectorDeps {
  /** Of the engine itself. */
  readonly vectors: Vectors
  readonly egress: Egress
}

export const vectorStep = (deps: VectorDeps): StepKind<VectorConfig> =>
  defineStep({
    kind: 'vector',
    title: 'Keep and find vectors',
    summary:
      'Puts vectors with ids and payloads into a named collection, finds those nearest to another one, and deletes them. The first `upsert` makes the collection and fixes how long its vectors are and what they are compared by; one with the same ids takes the place of what was there, so a retry does no harm. Collections lie in the data folder, where a search looks at every vector (50,000 of 384 dimensions take about a second), or in a Qdrant.',
    example: `- id: store
  uses: vector
  with:
    action: upsert
    collection: notes
    points:
      - { id: first, vector: [0.1, 0.7, 0.2], payload: { source: notes.md } }`,
    config: vectorConfig,
    output: vectorOutput,
    defaults: { timeoutMs: 300_000, queue: 'default', onLost: 'retry' },
    noExpressions: ['action'],
    secretsIn: ['qdrant.api_key'],
    run: async (config, context) => {
      try {
        return { kind: 'succeeded', output: await perform(config, vectorsOf(deps, config, context), context.signal) }
      } catch (thrown) {
        if (thrown instanceof QdrantFailure && !context.signal.aborted) return thrown.outcome
        throw thrown
      }
    },
  })

function vectorsOf({ vectors, egress }: VectorDeps, { qdrant }: VectorConfig, context: StepContext): Vectors {
  if (qdrant === undefined) return vectors
  const telling = { now: () => context.now(), mask: (text: string) => context.mask(text) }
  return new QdrantVectors(new QdrantRequests(egress, { url: qdrant.url, apiKey: qdrant.api_key ?? null }, telling))
}

async function perform(config: VectorConfig, vectors: Vectors, signal: AbortSignal): Promise<JsonObject> {
  signal.throwIfAborted()
  const { collection } = config
  switch (config.action) {
    case 'upsert': {
      const points = pointsOf(config)
      if (points.length === 0) return { collection, upserted: 0, dimensions: null, metric: null }
      const { dimensions, metric } = await vectors.upsert(collection, { points, metric: config.metric ?? null }, signal)
      return { collection, upserted: points.length, dimensions, metric }
    }
    case 'search': {
      const { vector, limit, filter } = config
      const matches = await vectors.search(collection, { vector, limit, filter }, signal)
      return { collection, matches: matches.map((match) => ({ ...match })) }
    }
    case 'delete':
      return { collection, deleted: await vectors.delete(collection, doomedOf(config), signal) }
    default:
      return assertNever(config)
  }
}

/** Of two with one id the later one holds. */
function pointsOf({ points, ids = [], vectors = [], payloads = [] }: UpsertConfig): VectorPoint[] {
  const all = points ?? ids.map((id, index) => ({ id, vector: vectors[index] ?? [], payload: payloads[index] ?? {} }))
  return [...new Map(all.map((point) => [point.id, point])).values()]
}

const doomedOf = ({ ids, filter }: DeleteConfig): DoomedPoints => (ids !== undefined ? { ids } : filter !== undefined ? { filter } : { all: true })
