import type { JsonObject } from '../../../contract/json'
import type { ConformanceCase } from '../conformance-case'
import { trials } from '../trial'
import { MADE, REFERENCE } from '../world'
import { sparse, withSecretIn } from './file'

const place = { bucket: 'conformance', key: 'a/b' }
const s3 = (endpoint: string): JsonObject => ({ s3: { endpoint, access_key_id: 'conformance', secret_access_key: REFERENCE } })

export const objectCase: ConformanceCase = {
  good: () => ({ with: { action: 'put', ...place, text: 'x', content_type: 'text/plain' } }),
  endless: ({ url }) => ({ with: { action: 'list', bucket: 'conformance', store: s3(`${url}/hang`) } }),
  flood: () => ({
    before: [{ id: 'source', uses: 'object', with: { action: 'put', ...place, key: 'large', file: 'large' } }],
    with: { action: 'get', ...place, key: 'large' },
    prepare: sparse('large', 70e6),
  }),
  telling: ({ url }) =>
    trials(
      {
        with: {
          action: 'list',
          bucket: 'conformance',
          store: { s3: { endpoint: `${url}/refuse`, access_key_id: REFERENCE, secret_access_key: REFERENCE, session_token: REFERENCE } },
        },
      },
      {
        before: [{ id: 'source', uses: 'object', with: { action: 'put', ...place, key: 'told', file: 'f' } }],
        with: { action: 'get', ...place, key: 'told' },
        prepare: withSecretIn('f'),
      },
      { with: { action: 'get', ...place, key: MADE } },
    ),
  exposed: ['bucket', 'key', 'text', 'content_type'],
}
