import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Answer, type QdrantServer, startQdrantServer } from '../../testing/qdrant-server/qdrant-server'
import { describeVectors } from '../../testing/vectors.testsuite'
import { Egress } from '../egress/egress'
import { QdrantRequests } from './qdrant-requests'
import { QdrantVectors } from './qdrant-vectors'

const KEY = 'qdrant-key-1234567890'
const never = new AbortController().signal
const shared = await startQdrantServer({ apiKey: KEY })
afterAll(() => shared.close())

const vectorsAt = (url: string, apiKey: string | null = KEY, allowed = ['127.0.0.1']) => {
  const egress = new Egress({ rules: async () => ({ allowedPrivateHosts: allowed, own: [] }) })
  return new QdrantVectors(new QdrantRequests(egress, { url, apiKey }, { now: () => 0, mask: (text) => text }))
}

describeVectors('Qdrant', async () => vectorsAt(shared.url))

async function server(): Promise<QdrantServer> {
  const started = await startQdrantServer({ apiKey: KEY })
  onTestFinished(() => started.close())
  return started
}

const point = (id: string) => ({ id, vector: [1, 2], payload: { n: 1 } })
const infoOf = (vectors: unknown): Answer => ({ status: 200, body: { result: { config: { params: { vectors } } } } })

describe('Qdrant', () => {
  it('is asked in its own words, with its key', async () => {
    const qdrant = await server()
    const vectors = vectorsAt(`${qdrant.url}/`)
    await vectors.upsert('docs', { points: [point('7'), point('doc-1')], metric: 'euclid' }, never)
    await vectors.search(
      'docs',
      {
        vector: [1, 2],
        limit: 3,
        filter: [
          { field: 'a.b', anyOf: ['x', 2, true] },
          { field: 'n', range: { gt: 0 } },
        ],
      },
      never,
    )
    await vectors.delete('docs', { ids: ['7', 'doc-1'] }, never)
    const uuid = expect.stringMatching(/^[\da-f-]{36}$/)
    expect(qdrant.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['GET', '/collections/docs', undefined],
      ['PUT', '/collections/docs', { vectors: { size: 2, distance: 'Euclid' } }],
      [
        'PUT',
        '/collections/docs/points?wait=true',
        {
          points: [
            { id: 7, vector: [1, 2], payload: { n: 1 } },
            { id: uuid, vector: [1, 2], payload: { n: 1, signalbox_id: 'doc-1' } },
          ],
        },
      ],
      ['GET', '/collections/docs', undefined],
      [
        'POST',
        '/collections/docs/points/query',
        {
          query: [1, 2],
          limit: 3,
          with_payload: true,
          with_vector: false,
          filter: {
            must: [
              {
                should: [
                  { key: 'a.b', match: { any: ['x'] } },
                  { key: 'a.b', range: { gte: 2, lte: 2 } },
                  { key: 'a.b', match: { value: true } },
                ],
              },
              { key: 'n', range: { gt: 0 } },
            ],
          },
        },
      ],
      ['POST', '/collections/docs/points/count', { exact: true, filter: { must: [{ has_id: [7, uuid] }] } }],
      ['POST', '/collections/docs/points/delete?wait=true', { points: [7, uuid] }],
    ])
    for (const { headers } of qdrant.requests) expect(headers['api-key']).toBe(KEY)
  })

  it('that refuses the key fails with its words, but without the key', async () => {
    const qdrant = await server()
    const failed = await vectorsAt(qdrant.url, 'wrong-key')
      .delete('docs', { ids: ['a'] }, never)
      .catch((thrown: unknown) => thrown)
    expect(failed).toMatchObject({ code: 'http_failed', outcome: { retryable: false, message: expect.stringContaining('got •••') } })
    expect(JSON.stringify(failed)).not.toContain('wrong-key')
    await expect(vectorsAt(qdrant.url, null).delete('docs', { ids: ['a'] }, never)).rejects.toMatchObject({ code: 'http_failed' })
  })

  it('that is busy is asked again when it says', async () => {
    const qdrant = await server()
    qdrant.queue({ status: 503, body: { status: { error: 'busy' } }, headers: { 'retry-after': '2' } })
    await expect(vectorsAt(qdrant.url).search('docs', { vector: [1], limit: 1, filter: [] }, never)).rejects.toMatchObject({
      code: 'http_unavailable',
      outcome: { retryable: true, retryAfterMs: 2000 },
    })
  })

  it('in whose collection somebody else was first is taken as it is', async () => {
    const qdrant = await server()
    const vectors = vectorsAt(qdrant.url)
    qdrant.queue({ status: 404, body: {} }, { status: 409, body: { status: { error: 'already exists' } } }, infoOf({ size: 2, distance: 'Dot' }), {
      status: 200,
      body: { result: {} },
    })
    expect(await vectors.upsert('docs', { points: [point('a')], metric: null }, never)).toEqual({ dimensions: 2, metric: 'dot' })
  })

  it('whose refusal of a new collection has another reason is told', async () => {
    const qdrant = await server()
    qdrant.queue({ status: 404, body: {} }, { status: 400, body: { status: { error: 'no space' } } }, { status: 404, body: {} })
    await expect(vectorsAt(qdrant.url).upsert('docs', { points: [point('a')], metric: null }, never)).rejects.toMatchObject({
      code: 'http_failed',
      status: 400,
    })
  })

  it.each([
    ['named vectors', { text: { size: 2, distance: 'Cosine' } }],
    ['another metric', { size: 2, distance: 'Manhattan' }],
    ['no vectors', undefined],
  ])('whose collection has %s is refused', async (_what, its) => {
    const qdrant = await server()
    qdrant.queue(infoOf(its))
    await expect(vectorsAt(qdrant.url).search('docs', { vector: [1, 2], limit: 1, filter: [] }, never)).rejects.toMatchObject({
      code: 'step_config_invalid',
      message: expect.stringContaining('"docs"'),
    })
  })

  it.each([
    ['no JSON', 'hello'],
    ['another shape', { result: { points: [{ id: 1 }] } }],
    ['no result', {}],
  ])('that answers with %s is not believed', async (_what, body) => {
    const qdrant = await server()
    qdrant.queue(infoOf({ size: 1, distance: 'Dot' }), { status: 200, body })
    await expect(vectorsAt(qdrant.url).search('docs', { vector: [1], limit: 1, filter: [] }, never)).rejects.toMatchObject({ code: 'response_invalid' })
  })

  it('gets points that others put in back by their own ids', async () => {
    const qdrant = await server()
    const points = [
      { id: 5, version: 1, score: 2, payload: { a: 1 } },
      { id: '550e8400-e29b-41d4-a716-446655440000', version: 1, score: 1, payload: null },
    ]
    qdrant.queue(infoOf({ size: 1, distance: 'Dot' }), { status: 200, body: { result: { points } } })
    expect(await vectorsAt(qdrant.url).search('docs', { vector: [1], limit: 2, filter: [] }, never)).toEqual([
      { id: '5', score: 2, payload: { a: 1 } },
      { id: '550e8400-e29b-41d4-a716-446655440000', score: 1, payload: {} },
    ])
  })

  it('at a private address needs leave', async () => {
    const qdrant = await server()
    await expect(vectorsAt(qdrant.url, KEY, []).delete('docs', { all: true }, never)).rejects.toMatchObject({ code: 'address_refused' })
    expect(qdrant.requests).toEqual([])
  })
})
