import * as z from 'zod'
import { json } from '../../contract/json'
import { DOCUMENT_FORMATS } from '../../connectors/documents/document-messages'

const path = z.string().min(1).max(4096)

export const readConfig = z.strictObject({
  action: z.literal('read'),
  path,
  as: z.enum(['text', 'json', 'yaml', 'csv', 'base64']).default('text').describe('text must be UTF-8; csv gives rows by the names of its first line.'),
})

export const writeConfig = z
  .strictObject({
    action: z.literal('write'),
    path,
    text: z.string().optional().describe('What to write, as it is.'),
    json: json.optional().describe('A value to write as indented JSON.'),
    mode: z.enum(['overwrite', 'append', 'fail']).default('overwrite').describe('What to do when the file is there already.'),
  })
  .refine((config) => (config.text === undefined) !== (config.json === undefined), 'Writing takes either `text` or `json`.')

export const copyConfig = z.strictObject({
  action: z.literal('copy'),
  from: path,
  to: path,
  mode: z.enum(['overwrite', 'fail']).default('overwrite'),
})

export const listConfig = z.strictObject({ action: z.literal('list'), path: path.default('.') })

export const globConfig = z.strictObject({
  action: z.literal('glob'),
  folder: path.default('.').describe('Where patterns start.'),
  patterns: z
    .union([z.string(), z.array(z.string()).min(1).max(100)])
    .describe('`*` and `?` stay within a name, `**` goes through folders, `{a,b}` and `[a-z]` as usual. A pattern has at most 1,000 characters and 100 wildcards.'),
  limit: z.int().min(1).max(100_000).default(10_000).describe('More files than this is a failure.'),
})

export const hashConfig = z.strictObject({ action: z.literal('hash'), path })

export const parseConfig = z.strictObject({
  action: z.literal('parse'),
  path,
  format: z.enum(['auto', ...DOCUMENT_FORMATS]).default('auto'),
})

export const fileConfig = z.discriminatedUnion('action', [readConfig, writeConfig, copyConfig, listConfig, globConfig, hashConfig, parseConfig])
export type FileConfig = z.output<typeof fileConfig>

const sha256 = z.string().describe('Of the content, in hexadecimal digits.')
const bytes = z.int()
const row = z.record(z.string(), z.string())
const span = { start: z.int(), end: z.int() }

/** By action. Every path given out is absolute. */
export const fileOutput = z.union([
  z.object({ path, bytes, text: z.string() }).describe('read as text'),
  z.object({ path, bytes, value: json }).describe('read as json or yaml'),
  z.object({ path, bytes, rows: z.array(row) }).describe('read as csv'),
  z.object({ path, bytes, base64: z.string() }).describe('read as base64'),
  z.object({ path, bytes, sha256 }).describe('write, copy, hash'),
  z
    .object({
      path,
      entries: z.array(
        z.object({ name: z.string(), path, type: z.enum(['file', 'folder', 'link', 'other']), bytes: bytes.nullable(), modified_at: z.int().nullable() }),
      ),
    })
    .describe('list'),
  z
    .object({ folder: path, count: z.int(), files: z.array(z.object({ name: z.string().describe('From the folder, with / between.'), path, bytes })) })
    .describe('glob, in the order of the names'),
  z
    .object({
      path,
      name: z.string(),
      format: z.enum(DOCUMENT_FORMATS),
      bytes,
      title: z.string().nullable(),
      text: z.string(),
      sections: z.array(z.object({ title: z.string(), level: z.int(), ...span })),
      rows: z.array(row).nullable(),
      pages: z.array(z.object({ number: z.int(), ...span })).nullable(),
      value: json,
    })
    .describe('parse'),
])
