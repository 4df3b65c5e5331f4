import { basename, join } from 'node:path'
import type { Json } from '../../contract/json'
import { assertNever } from '../../core/shared/assert-never'
import { EngineError } from '../../core/shared/engine-error'
import { formatOf } from '../../connectors/documents/document-format'
import type { ParsedDocument } from '../../connectors/documents/document-messages'
import type { DocumentPool } from '../../connectors/documents/document-pool'
import { findFiles } from '../../connectors/files/find-files'
import { chunksOf, hashFile, readWhole } from '../../connectors/files/read-file'
import { resolveInside, resolveNewInside } from '../../connectors/files/resolve-inside'
import { sizeOf, walkFolder } from '../../connectors/files/walk-folder'
import { writeFile } from '../../connectors/files/write-file'
import { parseJson } from '../../connectors/json/parse-json'
import { MAX_OUTPUT_BYTES, type StepContext } from '../../ports/step-kind'
import type { FileConfig } from './file-config'

type Action<Name extends FileConfig['action']> = Extract<FileConfig, { action: Name }>

const MAX_LISTED = 10_000

/** Does what the config asks and gives the step's output. */
export async function perform(config: FileConfig, context: StepContext, documents: DocumentPool): Promise<Json> {
  switch (config.action) {
    case 'read':
      return read(config, context, documents)
    case 'write':
      return write(config, context)
    case 'copy':
      return copy(config, context)
    case 'list':
      return list(config, context)
    case 'glob':
      return glob(config, context)
    case 'hash': {
      const path = await resolveInside(config.path, context.folders)
      return { path, ...(await hashFile(path, context.signal)) }
    }
    case 'parse':
      return parse(config, context, documents)
    default:
      return assertNever(config)
  }
}

async function read(config: Action<'read'>, { folders, signal }: StepContext, documents: DocumentPool): Promise<Json> {
  const path = await resolveInside(config.path, folders)
  const content = await readWhole(path, signal)
  const bytes = content.length
  switch (config.as) {
    case 'text':
      return { path, bytes, text: utf8(path, content) }
    case 'json':
      return { path, bytes, value: parseJson(utf8(path, content), basename(path)) }
    case 'yaml':
      return { path, bytes, value: valueOf(await documents.parse(basename(path), 'yaml', content, signal), basename(path)) }
    case 'csv':
      return { path, bytes, rows: (await documents.parse(basename(path), 'csv', content, signal)).rows ?? [] }
    case 'base64':
      return { path, bytes, base64: base64(path, content) }
  }
}

async function write(config: Action<'write'>, { folders, signal }: StepContext): Promise<Json> {
  const path = await resolveNewInside(config.path, folders)
  const text = config.text ?? `${JSON.stringify(config.json, null, 2)}\n`
  return { path, ...(await writeFile(path, [Buffer.from(text)], config.mode, signal)) }
}

async function copy(config: Action<'copy'>, { folders, signal }: StepContext): Promise<Json> {
  const from = await resolveInside(config.from, folders)
  const path = await resolveNewInside(config.to, folders)
  if (from === path) throw new EngineError('step_config_invalid', `Couldn't copy ${from} onto itself.`)
  return { path, ...(await writeFile(path, chunksOf(from, signal, Number.POSITIVE_INFINITY), config.mode, signal)) }
}

async function list(config: Action<'list'>, { folders, signal }: StepContext): Promise<Json> {
  const path = await resolveInside(config.path, folders)
  const found = await walkFolder(path, { signal, descend: () => false })
  if (found.length > MAX_LISTED)
    throw new EngineError(
      'output_too_large',
      `${path} holds ${found.length} entries; ${MAX_LISTED} is the most here. Choose some of them with \`action: glob\`.`,
    )
  const entries: Json[] = []
  for (const entry of found) {
    signal.throwIfAborted()
    const size = entry.type === 'file' ? await sizeOf(join(path, entry.name)) : null
    entries.push({ name: entry.name, path: join(path, entry.name), type: entry.type, bytes: size?.bytes ?? null, modified_at: size?.modifiedAt ?? null })
  }
  return { path, entries }
}

async function glob(config: Action<'glob'>, { folders, signal }: StepContext): Promise<Json> {
  const folder = await resolveInside(config.folder, folders)
  const matching = await findFiles(folder, typeof config.patterns === 'string' ? [config.patterns] : config.patterns, signal)
  if (matching.length > config.limit)
    throw new EngineError('output_too_large', `${matching.length} files in ${folder} match; ${config.limit} is the most here. Raise \`limit\` or name fewer.`)
  const files: Json[] = []
  for (const entry of matching) {
    signal.throwIfAborted()
    const path = join(folder, entry.path)
    files.push({ name: entry.path, path, bytes: (await sizeOf(path))?.bytes ?? 0 })
  }
  return { folder, count: files.length, files }
}

async function parse(config: Action<'parse'>, { folders, signal }: StepContext, documents: DocumentPool): Promise<Json> {
  const path = await resolveInside(config.path, folders)
  const content = await readWhole(path, signal)
  const format = config.format === 'auto' ? formatOf(path, content) : config.format
  const parsed = await documents.parse(basename(path), format, content, signal)
  const { text, title, sections, rows, pages } = parsed
  return {
    path,
    name: basename(path),
    format,
    bytes: content.length,
    title,
    text,
    sections: sections.map((section) => ({ ...section })),
    rows,
    pages: pages?.map((page) => ({ ...page })) ?? null,
    value: format === 'json' ? parseJson(text, basename(path)) : valueOf(parsed, basename(path)),
  }
}

const valueOf = ({ json }: ParsedDocument, name: string): Json => (json === null ? null : parseJson(json, name))

function utf8(path: string, content: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch (cause) {
    throw new EngineError('parse_failed', `${path} is not text in UTF-8. Read it with \`as: base64\`, or as a document with \`action: parse\`.`, { cause })
  }
}

function base64(path: string, content: Buffer): string {
  const characters = Math.ceil(content.length / 3) * 4
  if (characters > MAX_OUTPUT_BYTES)
    throw new EngineError('output_too_large', `${path} would be ${characters} characters of base64; ${MAX_OUTPUT_BYTES} is the most.`)
  return content.toString('base64')
}
