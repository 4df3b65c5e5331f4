import * as z from 'zod'
import { json } from '../../contract/json'
import { REPLY_FORMS } from '../../connectors/egress/reply-value'

/** Numbers and truth values that an expression gives become their text. */
export const plain = z.union([z.string().max(64 * 1024), z.number().transform(String), z.boolean().transform(String)])

const MAX_FIELDS = 200
export const fields = <Value extends z.ZodType>(value: Value) =>
  z.record(z.string(), value).refine((record) => Object.keys(record).length <= MAX_FIELDS, `At most ${MAX_FIELDS} of them are possible.`)

/** A list stands for the same name several times. */
export const parameter = z.union([plain, z.array(plain).max(1000)])

export const httpBody = z
  .strictObject({
    json: json.optional().describe('A value, sent as JSON.'),
    text: z.string().optional().describe('Text, sent as it is.'),
    form: fields(parameter).optional().describe('Fields, sent as a web form does.'),
  })
  .refine((body) => Object.values(body).filter((each) => each !== undefined).length === 1, 'A body has either `json`, `text` or `form`.')
export type HttpBody = z.output<typeof httpBody>

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

export const MAX_REPLY_BYTES = 32 * 1024 * 1024

export const httpConfig = z.strictObject({
  url: z
    .string()
    .min(1)
    .max(16 * 1024)
    .describe('Where to; http or https. Private addresses need leave in the settings.'),
  method: z.enum(METHODS).default('GET'),
  query: fields(parameter).default({}).describe('Added to the address; a list repeats the name.'),
  headers: fields(plain).default({}),
  body: httpBody.optional(),
  success_codes: z.array(z.int().min(200).max(599)).min(1).max(100).optional().describe('Statuses that count as success; otherwise 200 to 299.'),
  parse: z
    .enum(REPLY_FORMS)
    .default('auto')
    .describe('How to give out what came: auto goes by its content type, with text for all that is not JSON.'),
  max_bytes: z
    .int()
    .min(1)
    .max(MAX_REPLY_BYTES)
    .default(1024 * 1024)
    .describe('A larger reply is a failure: beyond 1 MiB unless this says otherwise; 32 MiB is the most.'),
  follow_redirects: z.boolean().default(true).describe('Up to five. Another host is sent neither the headers nor the body.'),
  idle_timeout_ms: z.int().min(100).max(3_600_000).default(60_000).describe('How long the other side may be silent. `timeout` of the step limits the whole.'),
})
export type HttpConfig = z.output<typeof httpConfig>
