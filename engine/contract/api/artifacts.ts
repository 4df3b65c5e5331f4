import * as z from 'zod'
import { query } from '../define-api'

export const artifactsApi = {
  /** A part of an artifact as text, 256 KiB at most a call. Throws `artifact_not_found`. */
  read: query()
    .input(z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), offset: z.int().min(0).default(0) }))
    .output(z.object({ text: z.string(), bytes: z.int(), nextOffset: z.int().nullable() })),
}
