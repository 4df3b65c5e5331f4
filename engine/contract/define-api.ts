import { eventIterator, oc } from '@orpc/contract'
import * as z from 'zod'
import { ERRORS, type ErrorCode } from './errors'
import { json } from './json'
import { problem } from './pipeline'

/** What a caller must be allowed to do; core/auth maps roles to these. */
export const PERMISSIONS = ['read', 'run', 'author', 'admin'] as const
export type Permission = (typeof PERMISSIONS)[number]

export interface ProcedureMeta {
  /** query: reads. command: changes something, audited. stream: follows, resumable by `afterSeq`. */
  readonly kind: 'query' | 'command' | 'stream'
  readonly permission: Permission
}

/** Beside code and sentence, what a refusal may carry. */
export const errorData = z.object({ details: z.record(z.string(), json).optional(), problems: z.array(problem).optional() })
export type ErrorData = z.infer<typeof errorData>

type ErrorMap = { readonly [code in ErrorCode]: { readonly status: number; readonly data: typeof errorData } }

const errorMap = Object.fromEntries(Object.entries(ERRORS).map(([code, { status }]) => [code, { status, data: errorData }])) as ErrorMap

const base = oc.$meta<ProcedureMeta>({ kind: 'query', permission: 'read' }).errors(errorMap)

export const query = (permission: Permission = 'read') => base.meta({ kind: 'query', permission })
export const command = (permission: Permission) => base.meta({ kind: 'command', permission })
export const stream = (permission: Permission = 'read') => base.meta({ kind: 'stream', permission })

/** Streams send batches: one message carries what gathered since the last. */
export const batches = <T extends z.ZodType>(item: T) => eventIterator(z.array(item))

export { eventIterator }
