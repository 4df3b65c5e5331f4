import * as z from 'zod'
import { jsonFault } from './json-bounds'

/** What may cross a port, a socket or a database column: JSON and nothing else (no Date, no undefined, no bigint). */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export type JsonObject = { readonly [key: string]: Json }

const UNBOUNDED = { depth: Number.POSITIVE_INFINITY, characters: Number.POSITIVE_INFINITY }

/** Several times as fast as Zod's own, and without its recursion, which a value of some thousand levels would bring down. */
export const json: z.ZodType<Json> = z.custom<Json>((value) => jsonFault(value, UNBOUNDED) === null)

export const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), json)

/** Epoch milliseconds. */
export const time = z.int()

/** An entity's id: a UUIDv7, so that ids sort by the time they were made. */
export const id = z.uuid()
