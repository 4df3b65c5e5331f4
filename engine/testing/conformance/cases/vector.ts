import type { JsonObject } from '../../../contract/json'
import type { ConformanceCase } from '../conformance-case'
import { trials } from '../trial'
import { MADE, REFERENCE } from '../world'

const qdrant = (url: string): JsonObject => ({ collection: 'conformance', qdrant: { url, api_key: REFERENCE } })

export const vectorCase: ConformanceCase = {
  good: () => ({ with: { action: 'upsert', collection: 'conformance', points: [{ id: 'a', vector: [1, 0], payload: { a: 1 } }] } }),
  endless: ({ url }) => ({ with: { action: 'search', ...qdrant(`${url}/hang`), vector: [1, 0] } }),
  flood: ({ url }) => ({ with: { action: 'search', ...qdrant(`${url}/flood`), vector: [1, 0] } }),
  telling: ({ url }) =>
    trials(
      { with: { action: 'search', ...qdrant(`${url}/refuse`), vector: [1, 0] } },
      {
        before: [
          { id: 'source', uses: 'vector', with: { action: 'upsert', collection: 'told', points: [{ id: MADE, vector: [1, 0], payload: { a: MADE } }] } },
        ],
        with: { action: 'search', collection: 'told', vector: [1, 0] },
      },
    ),
  exposed: ['collection', 'points.0.id', 'points.0.vector', 'points.0.payload'],
}
