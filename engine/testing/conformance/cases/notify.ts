import type { ConformanceCase } from '../conformance-case'
import { trials } from '../trial'
import { MADE, REFERENCE } from '../world'

export const notifyCase: ConformanceCase = {
  good: ({ url }) => ({ with: { title: 'Hello', text: 'A text.', webhook: { url, headers: { 'X-A': 'a' } } } }),
  endless: ({ url }) => ({ with: { title: 'Hello', webhook: { url: `${url}/hang` } } }),
  flood: ({ url }) => ({ with: { title: 'Hello', webhook: { url: `${url}/flood` } } }),
  telling: ({ url }) =>
    trials(
      { with: { title: MADE, text: MADE, webhook: { url: `${url}/refuse`, headers: { 'X-A': REFERENCE } } } },
      { with: { title: 'Hello', webhook: { url: REFERENCE } } },
    ),
  exposed: ['title', 'text', 'webhook.url', 'webhook.headers.X-A'],
}
