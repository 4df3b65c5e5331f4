import type { ConformanceCase } from '../conformance-case'
import { trials } from '../trial'
import { MADE, REFERENCE } from '../world'

export const httpCase: ConformanceCase = {
  good: ({ url }) => ({ with: { url, method: 'POST', query: { q: 'a' }, headers: { 'X-A': 'a' }, body: { json: { a: 1 } } } }),
  endless: ({ url }) => ({ with: { url: `${url}/hang` } }),
  flood: ({ url }) => ({ with: { url: `${url}/flood`, max_bytes: 32 * 1024 * 1024 } }),
  telling: ({ url }) =>
    trials(
      { with: { url, method: 'POST', headers: { Authorization: `Bearer ${REFERENCE}` }, query: { q: REFERENCE }, body: { json: REFERENCE } } },
      { with: { url: `${url}/refuse`, headers: { Authorization: REFERENCE } } },
      { with: { url: `${url}/${MADE}` } },
    ),
  exposed: ['url', 'query.q', 'headers.X-A', 'body.json'],
}
