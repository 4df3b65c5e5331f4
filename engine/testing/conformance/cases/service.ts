import type { ConformanceCase } from '../conformance-case'
import { trials } from '../trial'
import { REFERENCE } from '../world'

export const serviceCase: ConformanceCase = {
  good: () => ({ with: { service: 'peer', path: '/', query: { q: 'a' }, headers: { 'X-A': 'a' }, body: { a: 1 } } }),
  endless: () => ({ with: { service: 'peer', path: '/hang' } }),
  flood: () => ({ with: { service: 'peer', path: '/flood' } }),
  telling: () =>
    trials({ with: { service: 'peer', path: '/', body: { a: REFERENCE } } }, { with: { service: 'peer', path: '/refuse', headers: { 'X-A': REFERENCE } } }),
  exposed: ['path', 'query.q', 'headers.X-A', 'body'],
}
