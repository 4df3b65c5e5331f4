import * as z from 'zod'
import { type JsonObject, jsonObject } from '../../contract/json'
import { jsonFault } from '../../contract/json-bounds'
import { METRICS } from '../../core/vectors/vector-collection'
import { vectorFilter } from './vector-filter'

const MAX_POINTS = 10_000
const MAX_DIMENSIONS = 65_535
const MAX_LIMIT = 1000
/** A thousand of them are as much as a step may give out. */
const MAX_PAYLOAD = 64 * 1024
const MAX_PAYLOAD_DEPTH = 50

/** Of numbers that stay finite with 32 bits. Looked at in one go: there may be millions, which zod's own way takes long for. */
const vector = z
  .custom<readonly number[]>(
    (value) => Array.isArray(value) && value.length > 0 && value.length <= MAX_DIMENSIONS && value.every(isFloat32),
    `A vector is a list of 1 to ${MAX_DIMENSIONS} numbers.`,
  )
  .meta({ type: 'array', items: { type: 'number' } })

const isFloat32 = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(Math.fround(value))

const payload = z
  .custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'A payload is a map.')
  .refine(
    (value) => jsonFault(value, { depth: MAX_PAYLOAD_DEPTH, characters: MAX_PAYLOAD }) === null,
    `A payload is JSON of ${MAX_PAYLOAD / 1024} KiB at most.`,
  )
  .refine((value) => !Object.hasOwn(value, 'signalbox_id'), '`signalbox_id` in a payload is for Signalbox itself.')
  .meta({ type: 'object' })

const id = z.union([z.string().min(1).max(512), z.int().min(0)]).transform(String)

const place = {
  collection: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/,
      'A name of a collection is at most 128 letters, digits, dashes and underscores, and begins with a letter or digit.',
    )
    .describe('Its name; pipelines share collections.'),
  qdrant: z
    .strictObject({
      url: z
        .url({ protocol: /^https?$/, error: 'An address begins with http:// or https://.' })
        .max(2000)
        .describe('Of its REST API, such as `http://localhost:6333`. Private addresses need leave in the settings.'),
      api_key: z.string().min(1).max(4096).optional().describe('A secret.'),
    })
    .optional()
    .describe('The Qdrant that keeps the collection; without it Signalbox keeps it itself.'),
}

const upsert = z
  .strictObject({
    action: z.literal('upsert'),
    ...place,
    points: z
      .array(z.strictObject({ id, vector, payload: payload.default({}) }))
      .max(MAX_POINTS)
      .optional()
      .describe('What to put in, in the place of points with the same ids.'),
    ids: z.array(id).max(MAX_POINTS).optional().describe('Instead of `points`, with `vectors`: a list for each part, all of one length.'),
    vectors: z.array(vector).max(MAX_POINTS).optional(),
    payloads: z.array(payload).max(MAX_POINTS).optional().describe('Maps to search by and to get back; empty ones unless given.'),
    metric: z.enum(METRICS).optional().describe('What a new collection compares by: `cosine` unless given. Another one than the collection has is a failure.'),
  })
  .refine(
    ({ points, ids, vectors, payloads }) =>
      points === undefined ? ids !== undefined && vectors !== undefined : ids === undefined && vectors === undefined && payloads === undefined,
    'An upsert takes either `points`, or `ids` and `vectors`.',
  )
  .refine(
    ({ ids, vectors, payloads }) => ids?.length === vectors?.length && (payloads === undefined || payloads.length === ids?.length),
    '`ids`, `vectors` and `payloads` are lists of one length.',
  )
  .refine(
    ({ points, vectors }) => isEven(vectors ?? points?.map((point) => point.vector) ?? []),
    'The vectors of one upsert all have the same number of dimensions.',
  )

const isEven = (vectors: readonly (readonly number[])[]): boolean => vectors.every(({ length }) => length === vectors[0]?.length)

const search = z.strictObject({
  action: z.literal('search'),
  ...place,
  vector: vector.describe('What to look for the like of.'),
  limit: z.int().min(1).max(MAX_LIMIT).default(10).describe('How many matches at most.'),
  filter: vectorFilter
    .prefault({})
    .describe(
      'What the payload must hold: for each field a value, `{ in: [...] }`, or a range such as `{ gte: 1, lt: 9 }`. All must hold; of a list in the payload one item must.',
    ),
})

const remove = z
  .strictObject({
    action: z.literal('delete'),
    ...place,
    ids: z.array(id).max(MAX_POINTS).optional(),
    filter: vectorFilter.optional().describe('As in a search.'),
    all: z.literal(true).optional().describe('The whole collection; the next upsert may bring vectors of another length.'),
  })
  .refine(
    ({ ids, filter, all }) => [ids, filter, all].filter((each) => each !== undefined).length === 1,
    'What to delete is either `ids`, a `filter`, or `all: true`.',
  )
  .refine(({ filter }) => filter?.length !== 0, 'An empty filter would delete everything; say `all: true` for that.')

export const vectorConfig = z.discriminatedUnion('action', [upsert, search, remove])
export type VectorConfig = z.output<typeof vectorConfig>
export type UpsertConfig = z.output<typeof upsert>
export type DeleteConfig = z.output<typeof remove>

const collection = z.string()

/** By action. */
export const vectorOutput = z.union([
  z
    .object({
      collection,
      upserted: z.int().describe('An id that came twice counts once.'),
      dimensions: z.int().nullable().describe('Of the collection; null when there was nothing to put in.'),
      metric: z.enum(METRICS).nullable(),
    })
    .describe('upsert'),
  z
    .object({
      collection,
      matches: z
        .array(
          z.object({
            id: z.string(),
            score: z.number().describe('By cosine (-1 to 1) and dot, higher is nearer; by euclid it is the distance, and lower is nearer.'),
            payload: jsonObject,
          }),
        )
        .describe('The nearest first.'),
    })
    .describe('search'),
  z.object({ collection, deleted: z.int().describe('How many there were.') }).describe('delete'),
])
