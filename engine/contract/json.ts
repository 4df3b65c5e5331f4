import * as z from 'zod'

/** What may cross a port, a socket or a database column: JSON and nothing else (no Date, no undefined, no bigint). */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export type JsonObject = { readonly [key: string]: Json }

export const json: z.ZodType<Json> = z.json()

export const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), json)

/** Epoch milliseconds. */
export const time = z.int()

/** An entity's id: a UUIDv7, so that ids sort by the time they were made. */
export const id = z.uuid()
