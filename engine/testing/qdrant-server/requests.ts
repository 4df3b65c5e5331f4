import * as z from 'zod'

/**
 * Requests as Qdrant's published description of its REST API has them, as far as they are used here. What is not in it is
 * refused, also where the real one would look away.
 */
const pointId = z.union([z.int().min(0), z.uuid()])
const payload = z.record(z.string(), z.unknown())
const vector = z.array(z.number()).min(1)
const unique = <T>(list: readonly T[]): boolean => new Set(list).size === list.length

const match = z.union([
  z.strictObject({ value: z.union([z.string(), z.int(), z.boolean()]) }),
  z.strictObject({ any: z.union([z.array(z.string()).refine(unique), z.array(z.int()).refine(unique)]) }),
])
const range = z.strictObject({ lt: z.number().optional(), gt: z.number().optional(), lte: z.number().optional(), gte: z.number().optional() })
const field = z.union([z.strictObject({ key: z.string(), match }), z.strictObject({ key: z.string(), range })])
const hasId = z.strictObject({ has_id: z.array(pointId).refine(unique) })

export interface Filter {
  readonly must?: readonly Condition[] | undefined
  readonly should?: readonly Condition[] | undefined
}
export type Condition = z.output<typeof field> | z.output<typeof hasId> | Filter

const filter: z.ZodType<Filter> = z.lazy(() => z.strictObject({ must: z.array(condition).optional(), should: z.array(condition).optional() }))
const condition: z.ZodType<Condition> = z.union([field, hasId, filter])

export const createCollection = z.strictObject({
  vectors: z.strictObject({ size: z.int().min(1).max(65_536), distance: z.enum(['Cosine', 'Euclid', 'Dot', 'Manhattan']) }),
})
export type CreateCollection = z.output<typeof createCollection>

export const upsertPoints = z.strictObject({ points: z.array(z.strictObject({ id: pointId, vector, payload: payload.optional() })).min(1) })
export type Point = z.output<typeof upsertPoints>['points'][number]

export const queryPoints = z.strictObject({
  query: vector,
  limit: z.int().min(1),
  filter: filter.optional(),
  with_payload: z.boolean(),
  with_vector: z.boolean(),
})

export const deletePoints = z.union([z.strictObject({ points: z.array(pointId) }), z.strictObject({ filter })])

export const countPoints = z.strictObject({ exact: z.boolean(), filter: filter.optional() })
