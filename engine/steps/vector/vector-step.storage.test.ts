import { afterAll, describe, expect, it } from 'vitest'
import type { Json } from '../../contract/json'
import { Egress } from '../../connectors/egress/egress'
import { openVectors } from '../../testing/open-vectors'
import { startQdrantServer } from '../../testing/qdrant-server/qdrant-server'
import { stepContext } from '../../testing/step-context'
import { describeStepKind, runStep } from '../../testing/step.testsuite'
import { vectorConfig } from './vector-config'
import { vectorStep } from './vector-step'

const { vectors, close } = await openVectors()
const server = await startQdrantServer({ apiKey: 'key-1' })
afterAll(() => Promise.all([close(), server.close()]))

const egress = new Egress({ rules: async () => ({ allowedPrivateHosts: ['127.0.0.1'], own: [] }) })
const kind = vectorStep({ vectors, egress })
const qdrant = { url: server.url, api_key: 'key-1' }

const prepare = async () =>
  void (await vectors.upsert('docs', { points: [{ id: 'a', vector: [1, 0], payload: { n: 1 } }], metric: null }, new AbortController().signal))
const inDocs = { collection: 'docs' }
const large = 60 * 1024
let asked = 0

describeStepKind({
  kind,
  good: [
    {
      name: 'points',
      config: {
        ...inDocs,
        action: 'upsert',
        points: [
          { id: 'b', vector: [0, 1], payload: { tags: ['x'] } },
          { id: 7, vector: [1, 1] },
        ],
      },
    },
    { name: 'lists', config: { collection: 'lists', action: 'upsert', ids: ['a', 2], vectors: [[1], [2]], payloads: [{}, { a: 1 }], metric: 'dot' } },
    { name: 'points for Qdrant', config: { ...inDocs, qdrant, action: 'upsert', points: [{ id: 'b', vector: [0, 1] }] } },
    { name: 'no points', config: { collection: 'none', action: 'upsert', points: [] } },
    { name: 'a search', config: { ...inDocs, action: 'search', vector: [1, 0], filter: { n: { gte: 0 }, lang: 'en' } }, prepare },
    { name: 'a deletion by ids', config: { ...inDocs, action: 'delete', ids: ['b', 9] } },
    { name: 'a deletion by a filter', config: { ...inDocs, action: 'delete', filter: { n: { in: [1, 'x', true] } } } },
    { name: 'a deletion of everything', config: { collection: 'other', action: 'delete', all: true } },
  ],
  bad: [
    { name: 'no action', config: inDocs },
    { name: 'no collection', config: { action: 'search', vector: [1] } },
    { name: 'a strange collection', config: { collection: '../x', action: 'search', vector: [1] } },
    { name: 'nothing to put in', config: { ...inDocs, action: 'upsert' } },
    { name: 'points and lists', config: { ...inDocs, action: 'upsert', points: [], ids: [], vectors: [] } },
    { name: 'ids without vectors', config: { ...inDocs, action: 'upsert', ids: ['a'] } },
    { name: 'lists of different lengths', config: { ...inDocs, action: 'upsert', ids: ['a', 'b'], vectors: [[1]] } },
    { name: 'payloads of another length', config: { ...inDocs, action: 'upsert', ids: ['a'], vectors: [[1]], payloads: [] } },
    { name: 'vectors of different lengths', config: { ...inDocs, action: 'upsert', ids: ['a', 'b'], vectors: [[1], [1, 2]] } },
    { name: 'an empty vector', config: { ...inDocs, action: 'search', vector: [] } },
    { name: 'a text in a vector', config: { ...inDocs, action: 'search', vector: [1, '2'] } },
    { name: 'a number too large for 32 bits', config: { ...inDocs, action: 'search', vector: [1e39] } },
    { name: 'an empty id', config: { ...inDocs, action: 'upsert', points: [{ id: '', vector: [1] }] } },
    { name: 'a fraction as an id', config: { ...inDocs, action: 'upsert', points: [{ id: 1.5, vector: [1] }] } },
    { name: 'a list as a payload', config: { ...inDocs, action: 'upsert', points: [{ id: 1, vector: [1], payload: [] }] } },
    { name: 'a large payload', config: { ...inDocs, action: 'upsert', points: [{ id: 1, vector: [1], payload: { text: 'x'.repeat(70_000) } }] } },
    { name: 'a payload with the key of Signalbox', config: { ...inDocs, action: 'upsert', points: [{ id: 1, vector: [1], payload: { signalbox_id: 'x' } }] } },
    { name: 'a metric that is none', config: { ...inDocs, action: 'upsert', points: [], metric: 'near' } },
    { name: 'too many matches', config: { ...inDocs, action: 'search', vector: [1], limit: 1001 } },
    { name: 'an empty range', config: { ...inDocs, action: 'search', vector: [1], filter: { n: {} } } },
    { name: 'an unknown condition', config: { ...inDocs, action: 'search', vector: [1], filter: { n: { like: 1 } } } },
    { name: 'a field that is none', config: { ...inDocs, action: 'search', vector: [1], filter: { 'a[]': 1 } } },
    { name: 'nothing to delete', config: { ...inDocs, action: 'delete' } },
    { name: 'two things to delete', config: { ...inDocs, action: 'delete', ids: [1], all: true } },
    { name: 'an empty filter to delete by', config: { ...inDocs, action: 'delete', filter: {} } },
    { name: 'a Qdrant without an address', config: { ...inDocs, action: 'delete', all: true, qdrant: {} } },
    { name: 'a Qdrant at a file', config: { ...inDocs, action: 'delete', all: true, qdrant: { url: 'file:///x' } } },
  ],
  failing: [
    { name: 'a collection that is not there', config: { collection: 'gone', action: 'search', vector: [1] }, code: 'collection_not_found' },
    { name: 'one that is not there in Qdrant', config: { collection: 'gone', action: 'search', vector: [1], qdrant }, code: 'collection_not_found' },
    { name: 'a vector of another length', config: { ...inDocs, action: 'search', vector: [1, 2, 3] }, code: 'step_config_invalid', prepare },
    {
      name: 'another metric',
      config: { ...inDocs, action: 'upsert', points: [{ id: 1, vector: [1, 2] }], metric: 'dot' },
      code: 'step_config_invalid',
      prepare,
    },
    { name: 'a wrong key', config: { ...inDocs, action: 'delete', all: true, qdrant: { url: server.url, api_key: 'x' } }, code: 'http_failed' },
    {
      name: 'a private address without leave',
      config: { ...inDocs, action: 'delete', all: true, qdrant: { url: 'http://10.255.255.1' } },
      code: 'address_refused',
    },
    { name: 'no Qdrant there', config: { ...inDocs, action: 'delete', all: true, qdrant: { url: 'http://127.0.0.1:9' } }, code: 'connection_failed' },
  ],
  slow: [
    {
      name: 'a Qdrant that says nothing',
      config: { ...inDocs, action: 'search', vector: [1, 0], qdrant },
      prepare: async () => {
        asked = server.requests.length
        server.queue('silence')
      },
      started: () => server.requests.length > asked,
    },
  ],
  tooLarge: [
    {
      name: 'matches with large payloads',
      config: { collection: 'large', action: 'search', vector: [1], limit: 1000 },
      prepare: async () => {
        const payload = { text: 'x'.repeat(large) }
        const points = Array.from({ length: 1000 }, (_, index) => ({ id: String(index), vector: [index], payload }))
        await vectors.upsert('large', { points, metric: 'dot' }, new AbortController().signal)
      },
    },
  ],
})

async function run(config: Record<string, Json>) {
  return runStep(kind, config, await stepContext())
}

describe.each([
  ['itself', {}],
  ['Qdrant', { qdrant }],
])('kept by %s', (_who, where) => {
  const there = { collection: 'same', ...where }

  it('the same goes in and comes out, step by step', async () => {
    const points = [
      { id: 'harbour', vector: [1, 0, 0], payload: { lang: 'en', page: 1 } },
      { id: 'Hafen', vector: [0.9, 0.1, 0], payload: { lang: 'de', page: 2 } },
      { id: 3, vector: [0, 0, 1], payload: { lang: 'en', page: 3 } },
      { id: 'harbour', vector: [0, 1, 0], payload: { lang: 'en', page: 4 } },
    ]
    expect(await run({ ...there, action: 'upsert', points })).toEqual({
      kind: 'succeeded',
      output: { collection: 'same', upserted: 3, dimensions: 3, metric: 'cosine' },
    })
    expect(await run({ ...there, action: 'search', vector: [0, 2, 0], limit: 1 })).toEqual({
      kind: 'succeeded',
      output: { collection: 'same', matches: [{ id: 'harbour', score: expect.closeTo(1, 6), payload: { lang: 'en', page: 4 } }] },
    })
    expect(await run({ ...there, action: 'search', vector: [0, 2, 0], filter: { lang: 'en', page: { lt: 4 } } })).toMatchObject({
      output: { matches: [{ id: '3', score: 0 }] },
    })
    expect(await run({ ...there, action: 'delete', filter: { lang: { in: ['de', 'fr'] } } })).toMatchObject({ output: { deleted: 1 } })
    expect(await run({ ...there, action: 'delete', ids: ['Hafen', 3] })).toMatchObject({ output: { deleted: 1 } })
    expect(await run({ ...there, action: 'delete', all: true })).toMatchObject({ output: { collection: 'same', deleted: 1 } })
  })
})

it('a Qdrant that is busy is tried again', async () => {
  server.queue({ status: 429, body: {}, headers: { 'retry-after': '3' } })
  expect(await run({ ...inDocs, qdrant, action: 'search', vector: [1] })).toMatchObject({ code: 'http_unavailable', retryable: true, retryAfterMs: 3000 })
})

it('a secret stands in the key of a Qdrant, and nowhere else', () => {
  expect(kind.secretsIn).toEqual(['qdrant.api_key'])
})

it('a large upsert is read in no time worth telling', () => {
  const list = Array.from({ length: 2000 }, () => Array.from({ length: 1536 }, (_, at) => at / 1000))
  const config = { ...inDocs, action: 'upsert', ids: list.map((_, index) => index), vectors: list }
  const started = performance.now()
  expect(vectorConfig.safeParse(config).success).toBe(true)
  expect(performance.now() - started).toBeLessThan(1000)
})
