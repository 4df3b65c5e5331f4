import * as z from 'zod'
import { readJson } from '../../core/shared/read-json'
import type { ProviderError } from './chat'

/** A piece of a reply that no provider sends: whatever made it, the rest cannot be trusted. */
export class MalformedReply extends Error {
  override readonly name = 'MalformedReply'
}

/** A piece of a reply in the shape that it should have. */
export function readPiece<Shape extends z.ZodType>(piece: string, shape: Shape): z.output<Shape> {
  const value = readJson(piece)
  if (value === undefined) throw new MalformedReply('it is not JSON')
  const parsed = shape.safeParse(value)
  if (!parsed.success) throw new MalformedReply(`it has an unknown shape: ${firstIssue(parsed.error)}`)
  return parsed.data
}

/** Only the first: there may be as many as the piece has values, and wording them all takes longer than reading it. */
const firstIssue = ({ issues }: z.ZodError): string => z.prettifyError(new z.ZodError(issues.slice(0, 1))).split('\n')[0] ?? ''

/** The first of a list, without a look at the others; null when there is none. */
export const firstOf = <Shape extends z.ZodType>(shape: Shape) =>
  z
    .custom<unknown[]>((value) => Array.isArray(value), 'expected a list')
    .transform((list) => list.slice(0, 1))
    .pipe(z.array(shape))
    .transform((list) => list[0] ?? null)

/** A count that may be believed; null for anything else. */
export const count = z.int().min(0).max(1e9).nullish().catch(null)

const said = z.object({ message: z.string().optional(), type: z.string().nullish(), code: z.union([z.string(), z.number()]).nullish() })

/** An error as any of the providers, or a proxy before one, words it. */
const errorShape = z.union([
  z.object({ error: z.string() }).transform(({ error }): ProviderError => ({ message: error, type: '' })),
  z
    .object({ error: said })
    .transform(({ error }): ProviderError => ({ message: error.message ?? '', type: [error.type, error.code].filter((each) => each != null).join(' ') })),
  z
    .object({ object: z.literal('error'), message: z.string(), type: z.string().optional() })
    .transform(({ message, type }): ProviderError => ({ message, type: type ?? '' })),
  z.object({ detail: z.string() }).transform(({ detail }): ProviderError => ({ message: detail, type: '' })),
  z.object({ message: z.string() }).transform(({ message }): ProviderError => ({ message, type: '' })),
])

/** The error that a text tells of; null when it tells of none. */
export function readProviderError(text: string): ProviderError | null {
  const value = readJson(text)
  const parsed = errorShape.safeParse(value)
  return parsed.success ? parsed.data : null
}
