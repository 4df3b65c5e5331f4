import * as z from 'zod'
import type { PayloadCondition, PayloadFilter, Scalar } from '../../ports/vectors'

const MAX_FIELDS = 50
const MAX_SCALARS = 200

const scalar = z.union([z.string().max(4096), z.number(), z.boolean()])
/** What both kinds of store understand alike. */
const field = z
  .string()
  .max(200)
  .regex(/^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*$/, 'A field is named by letters, digits, dashes and underscores; a dot leads into a map.')

const among = z.strictObject({ in: z.array(scalar).min(1).max(MAX_SCALARS) })
const range = z
  .strictObject({ gt: z.number().optional(), gte: z.number().optional(), lt: z.number().optional(), lte: z.number().optional() })
  .refine((bounds) => Object.values(bounds).some((each) => each !== undefined), 'A range has `gt`, `gte`, `lt` or `lte`.')

export const vectorFilter = z
  .record(field, z.union([scalar, among, range]))
  .refine((fields) => Object.keys(fields).length <= MAX_FIELDS, `At most ${MAX_FIELDS} fields are possible.`)
  .transform((fields): PayloadFilter => Object.entries(fields).map(([name, wanted]) => toCondition(name, wanted)))

function toCondition(name: string, wanted: Scalar | z.output<typeof among> | z.output<typeof range>): PayloadCondition {
  if (typeof wanted !== 'object') return { field: name, anyOf: [wanted] }
  return 'in' in wanted ? { field: name, anyOf: wanted.in } : { field: name, range: wanted }
}
