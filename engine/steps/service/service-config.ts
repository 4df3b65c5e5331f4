import * as z from 'zod'
import { json } from '../../contract/json'
import { SERVICE_METHODS } from '../../contract/service'
import { fields, MAX_REPLY_BYTES, parameter, plain } from '../http/http-config'

export const serviceConfig = z.strictObject({
  service: z.string().min(1).max(64).describe('A name from the roster of services, in plain text.'),
  path: z
    .string()
    .max(16 * 1024)
    .regex(/^\/[^\s#\\]*$/, 'A path begins with / and holds neither spaces nor # nor \\.')
    .optional()
    .describe('Added to the address of the service; its own path unless given.'),
  method: z.enum(SERVICE_METHODS).optional().describe("The service's own unless given."),
  query: fields(parameter).default({}).describe('Added to the path; a list repeats the name.'),
  headers: fields(plain).default({}),
  body: json.optional().describe('A value, sent as JSON.'),
  max_bytes: z
    .int()
    .min(1)
    .max(MAX_REPLY_BYTES)
    .default(1024 * 1024)
    .describe('A larger reply is a failure: beyond 1 MiB unless this says otherwise; 32 MiB is the most.'),
})
export type ServiceConfig = z.output<typeof serviceConfig>
