import * as z from 'zod'
import { json } from './json'

/** A step's input or output as screens get it: small values whole, large ones as an artifact with a preview. */
export const content = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('json'), value: json }),
  z.object({ kind: z.literal('artifact'), sha256: z.string(), bytes: z.int(), preview: z.string() }),
  /** The joined outputs of a mapped step, in the order of its list; read them with `runs.items`. */
  z.object({ kind: z.literal('items'), count: z.int() }),
])
export type Content = z.infer<typeof content>

/** Values whose JSON is longer than this (UTF-8 bytes) are kept as artifacts. */
export const INLINE_BYTES = 64 * 1024
