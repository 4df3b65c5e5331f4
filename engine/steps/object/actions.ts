import { createHash } from 'node:crypto'
import type { Json, JsonObject } from '../../contract/json'
import { assertNever } from '../../core/shared/assert-never'
import { EngineError } from '../../core/shared/engine-error'
import { readAll } from '../../connectors/egress/read-all'
import { resolveInside, resolveNewInside } from '../../connectors/files/resolve-inside'
import { writeFile } from '../../connectors/files/write-file'
import { parseJson } from '../../connectors/json/parse-json'
import { contentOfFile, contentOfText } from '../../connectors/objects/content'
import type { ObjectContent, ObjectHead, ObjectStore } from '../../connectors/objects/object-store'
import type { StepContext } from '../../ports/step-kind'
import { MAX_OBJECT_BYTES, MAX_VALUE_BYTES, type ObjectConfig } from './object-config'

type Action<Name extends ObjectConfig['action']> = Extract<ObjectConfig, { action: Name }>

/** Does what the config asks and gives the step's output. */
export async function perform(config: ObjectConfig, store: ObjectStore, context: StepContext): Promise<Json> {
  context.signal.throwIfAborted()
  switch (config.action) {
    case 'put':
      return put(config, store, context)
    case 'get':
      return config.file === undefined ? getValue(config, store, context) : getFile(config, config.file, store, context)
    case 'list':
      return list(config, store, context)
    case 'delete':
      await store.delete(config, context.signal)
      return { bucket: config.bucket, key: config.key }
    default:
      return assertNever(config)
  }
}

async function put(config: Action<'put'>, store: ObjectStore, context: StepContext): Promise<Json> {
  const { bucket, key, mode } = config
  const { content, type } = await contentOf(config, context)
  const contentType = config.content_type ?? type
  const { written } = await store.put({ bucket, key, content, contentType, mode }, context.signal)
  return { bucket, key, bytes: content.bytes, sha256: content.sha256, content_type: contentType, written }
}

async function contentOf(
  { text, json, file }: Action<'put'>,
  { folders, signal }: StepContext,
): Promise<{ readonly content: ObjectContent; readonly type: string }> {
  if (file !== undefined)
    return { content: await contentOfFile(await resolveInside(file, folders), MAX_OBJECT_BYTES, signal), type: 'application/octet-stream' }
  if (text !== undefined) return { content: contentOfText(text), type: 'text/plain;charset=utf-8' }
  return { content: contentOfText(JSON.stringify(json)), type: 'application/json' }
}

async function getValue(config: Action<'get'>, store: ObjectStore, { signal }: StepContext): Promise<Json> {
  const { head, body } = await store.get(config, Math.min(config.max_bytes ?? MAX_VALUE_BYTES, MAX_VALUE_BYTES), signal)
  const content = await readAll(body)
  signal.throwIfAborted()
  const sha256 = createHash('sha256').update(content).digest('hex')
  const about = { ...aboutOf(config, head), sha256 }
  switch (config.as) {
    case 'base64':
      return { ...about, base64: content.toString('base64') }
    case 'json':
      return { ...about, value: parseJson(utf8(config.key, content), `The object ${config.key}`) }
    default:
      return { ...about, text: utf8(config.key, content) }
  }
}

async function getFile(config: Action<'get'>, file: string, store: ObjectStore, { folders, signal }: StepContext): Promise<Json> {
  const path = await resolveNewInside(file, folders)
  const { head, body } = await store.get(config, config.max_bytes ?? MAX_OBJECT_BYTES, signal)
  const { sha256 } = await writeFile(path, buffers(body), 'overwrite', signal)
  return { ...aboutOf(config, head), sha256, path }
}

async function list({ bucket, prefix, after, limit }: Action<'list'>, store: ObjectStore, { signal }: StepContext): Promise<Json> {
  const { objects, next } = await store.list({ bucket, prefix, after, limit }, signal)
  signal.throwIfAborted()
  return { bucket, objects: objects.map((each) => ({ key: each.key, bytes: each.bytes, modified_at: each.modifiedAt })), next }
}

const aboutOf = ({ bucket, key }: Action<'get'>, { bytes, contentType }: ObjectHead): JsonObject => ({ bucket, key, bytes, content_type: contentType })

function utf8(key: string, content: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch (cause) {
    throw new EngineError('parse_failed', `The object ${key} is not text in UTF-8. Get it with \`as: base64\`, or into a file.`, { cause })
  }
}

async function* buffers(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
  for await (const piece of pieces) yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
}
