import * as z from 'zod'
import { json } from '../../contract/json'
import { bucketFault, keyFault, prefixFault } from '../../connectors/objects/object-names'

const bucket = z.string().superRefine((name, check) => refuse(check, 'The name of a bucket', bucketFault(name)))
const key = z.string().superRefine((text, check) => refuse(check, 'The key of an object', keyFault(text)))

function refuse(check: z.core.$RefinementCtx, what: string, fault: string | null): void {
  if (fault !== null) check.addIssue({ code: 'custom', message: `${what} ${fault}.` })
}

const line = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[\x21-\x7e]*$/, 'This holds no blanks, line breaks or letters with accents.')

const endpoint = z.url({ protocol: /^https?$/, error: 'An endpoint is an address that begins with http: or https:.' }).max(2000)

export const s3Config = z
  .strictObject({
    endpoint: endpoint.optional().describe('Of a store that is not Amazon’s, such as `https://minio.example.com:9000`.'),
    region: line(64).default('us-east-1'),
    path_style: z
      .boolean()
      .optional()
      .describe('The bucket stands in the path, not in the name of the host; so it is with an `endpoint`, unless this says otherwise.'),
    access_key_id: line(256).describe('A secret: `${{ secrets.S3_KEY_ID }}`.'),
    secret_access_key: line(1024).describe('A secret: `${{ secrets.S3_SECRET }}`.'),
    session_token: line(16 * 1024).optional(),
  })
  .transform((given) => ({
    endpoint: given.endpoint ?? `https://s3.${given.region}.amazonaws.com`,
    region: given.region,
    pathStyle: given.path_style ?? given.endpoint !== undefined,
    accessKeyId: given.access_key_id,
    secretAccessKey: given.secret_access_key,
    sessionToken: given.session_token,
  }))

const common = {
  store: z
    .union([z.literal('folder'), z.strictObject({ s3: s3Config })])
    .default('folder')
    .describe('folder: `objects/` in the data folder. s3: Amazon S3, MinIO or anything else that speaks its protocol.'),
  bucket,
}

export const MAX_OBJECT_BYTES = 5 * 1024 ** 3
/** What is given out as a value takes memory. */
export const MAX_VALUE_BYTES = 16 * 1024 * 1024

const file = z.string().min(1).max(4096)

export const putConfig = z
  .strictObject({
    action: z.literal('put'),
    ...common,
    key,
    text: z.string().optional().describe('What to put, as it is.'),
    json: json.optional().describe('A value to put as JSON.'),
    file: file.optional().describe('A file to put, 5 GiB at most; it is not read into memory.'),
    content_type: line(200)
      .regex(/^[\w.+-]+\/[\w.+-]+(?:;[\w.+=-]+)*$/, 'A content type is written like text/csv;charset=utf-8.')
      .optional()
      .describe('Otherwise that of text, of JSON, or application/octet-stream.'),
    mode: z
      .enum(['overwrite', 'fail'])
      .default('overwrite')
      .describe('What to do when another content is there already. The same content is left alone in any case.'),
  })
  .refine(
    ({ text, json: value, file: path }) => [text, value, path].filter((each) => each !== undefined).length === 1,
    'Putting takes either `text`, `json` or `file`.',
  )

export const getConfig = z
  .strictObject({
    action: z.literal('get'),
    ...common,
    key,
    as: z.enum(['text', 'json', 'base64']).optional().describe('How to give out the content, text unless this says otherwise; text and JSON must be UTF-8.'),
    file: file.optional().describe('Where to write it instead; it is not read into memory.'),
    max_bytes: z
      .int()
      .min(1)
      .max(MAX_OBJECT_BYTES)
      .optional()
      .describe('A larger object is a failure: beyond 16 MiB as a value, beyond 5 GiB as a file, unless this says less.'),
  })
  .refine((config) => config.as === undefined || config.file === undefined, 'Getting takes either `as` or `file`.')

export const listConfig = z.strictObject({
  action: z.literal('list'),
  ...common,
  prefix: z
    .string()
    .superRefine((text, check) => refuse(check, 'The beginning of keys', prefixFault(text)))
    .default(''),
  after: key
    .nullish()
    .transform((given) => given ?? null)
    .describe('`next` of the page before.'),
  limit: z.int().min(1).max(1000).default(1000),
})

export const deleteConfig = z.strictObject({ action: z.literal('delete'), ...common, key })

export const objectConfig = z.discriminatedUnion('action', [putConfig, getConfig, listConfig, deleteConfig])
export type ObjectConfig = z.output<typeof objectConfig>

const bytes = z.int()
const about = { bucket: z.string(), key: z.string(), bytes, sha256: z.string(), content_type: z.string() }
const got = { ...about, content_type: z.string().nullable() }

/** By action. */
export const objectOutput = z.union([
  z.object({ ...about, written: z.boolean().describe('False when the same content was there already.') }).describe('put'),
  z.object({ ...got, text: z.string() }).describe('get as text'),
  z.object({ ...got, value: json }).describe('get as json'),
  z.object({ ...got, base64: z.string() }).describe('get as base64'),
  z.object({ ...got, path: z.string() }).describe('get into a file; its path is absolute'),
  z
    .object({
      bucket: z.string(),
      objects: z.array(z.object({ key: z.string(), bytes, modified_at: z.int().nullable() })),
      next: z.string().nullable().describe('For `after`, when there are more.'),
    })
    .describe('list, in the order of the bytes of the keys'),
  z.object({ bucket: z.string(), key: z.string() }).describe('delete'),
])
