import * as z from 'zod'
import { errorInfo } from './errors'
import { time } from './json'
import { secretName } from './secret'

export const serviceName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'A name of a service is at most 64 letters, digits, dots, dashes and underscores, and begins with a letter or digit.',
  )

export const SERVICE_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
export const serviceMethod = z.enum(SERVICE_METHODS)
export type ServiceMethod = z.infer<typeof serviceMethod>

/** Of one request: `/jobs?wait=1`. It is added to the service's address. */
export const servicePath = z
  .string()
  .max(2000)
  .regex(/^\/[^\s#\\]*$/, 'A path begins with / and holds neither spaces nor # nor \\.')

/** Where the id of a job stands in a path. */
export const JOB_ID = '{id}'

const jobPath = servicePath.refine((path) => path.includes(JOB_ID), `The path must say by ${JOB_ID} where the id of the job goes.`)

/** Where a value lies in a reply, its keys and the numbers of list items (from 0) separated by dots: `job.id`. */
const place = z
  .string()
  .max(200)
  .regex(/^[^\s.]+(?:\.[^\s.]+)*$/, 'A place in a reply is written as keys with dots between them: job.id')

const words = z.array(z.string().trim().min(1).max(100)).max(20)

const HOUR = 3_600_000
export const LONGEST_JOB_MS = 24 * HOUR

/** How a service is asked that takes a job, answers at once, and works on it afterwards. */
export const pollSettings = z.object({
  /** Where the reply to the submission holds the job's id; with no `statusPath`, the address at which its status is read. */
  job: place,
  /** `/jobs/{id}`; null when the service names the address itself. */
  statusPath: jobPath.nullable(),
  /** Where a reply tells how the job stands. */
  status: place,
  /** What it says there when the job is done, in small or capital letters; likewise for one that failed. */
  done: words.min(1, 'At least one word must say that a job is done.'),
  failed: words,
  /** Where the last reply holds the result; null: all of it is the result. */
  result: place.nullable(),
  /** Where it says why a job failed. */
  error: place.nullable(),
  /** Between two questions (ms). */
  intervalMs: z.int().min(100).max(HOUR),
  /** For the job as a whole, from its submission (ms). */
  deadlineMs: z.int().min(1000).max(LONGEST_JOB_MS),
  /** What calls a job off when its run is cancelled; without a path, the address of its status is asked. */
  cancel: z.object({ method: z.enum(['POST', 'PUT', 'DELETE']), path: jobPath.nullable() }).nullable(),
})
export type PollSettings = z.infer<typeof pollSettings>

/** Headers that mean something else already. */
const TAKEN = new Set(['content-type', 'content-length', 'host', 'connection', 'transfer-encoding', 'idempotency-key', 'user-agent', 'accept', 'accept-encoding'])

const keyHeader = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'The name of a header is at most 64 letters, digits, dashes and underscores.')
  .refine((name) => !TAKEN.has(name.toLowerCase()), 'This header means something else already; name another for the key.')

export const DEFAULT_KEY_HEADER = 'INTERNAL_API_KEY'

/** A line of the roster: what pipelines call `service: <name>`. */
export const serviceEntry = z.object({
  name: serviceName,
  description: z.string().max(500),
  /** What every path is added to: `https://mail.example.com/v1`. */
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'An address begins with http:// or https://.' })
    .max(2000)
    .regex(/^[^?#@\s]*$/, 'An address of a service holds no ?, # or @: paths follow it.'),
  /** Of a step that names none of its own. */
  method: serviceMethod,
  path: servicePath,
  /** How many attempts may call it at the same time, over all runs. */
  concurrency: z.int().min(1).max(1000),
  /** For one exchange, from the connection to the last byte (ms). */
  timeoutMs: z.int().min(100).max(LONGEST_JOB_MS),
  /** How long an attempt keeps its place without a sign of life (ms). */
  leaseTtlMs: z.int().min(1000).max(HOUR),
  /** Of one step, whatever its own `retry` allows beyond. */
  maxAttempts: z.int().min(1).max(100),
  /** Answers with 200 to 299 while the service is well; null where there is none. */
  healthPath: servicePath.nullable(),
  /** The secret that holds the key; null where none is asked for. */
  apiKey: secretName.nullable(),
  /** The header that carries the key. */
  apiKeyHeader: keyHeader.default(DEFAULT_KEY_HEADER),
  /** Null: its reply is the result. */
  poll: pollSettings.nullable(),
})
export type ServiceEntry = z.infer<typeof serviceEntry>

/** What a look at the health path of a service came to. */
export const serviceCheck = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), at: time, tookMs: z.number(), status: z.int() }),
  z.object({ ok: z.literal(false), at: time, tookMs: z.number(), /** Null: there was no reply. */ status: z.int().nullable(), error: errorInfo }),
])
export type ServiceCheck = z.infer<typeof serviceCheck>

/** A service, and what its last check since the engine started came to. */
export const serviceState = z.object({ service: serviceEntry, lastCheck: serviceCheck.nullable() })
export type ServiceState = z.infer<typeof serviceState>
