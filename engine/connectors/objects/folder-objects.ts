import { lstat, mkdir, realpath, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EngineError } from '../../core/shared/engine-error'
import { nameFault } from '../../core/shared/file-names'
import { fsFailure } from '../files/fs-failure'
import { chunksOf, hashFile } from '../files/read-file'
import { resolveInside } from '../files/resolve-inside'
import { writeFile } from '../files/write-file'
import { checkedBody } from './checked-body'
import { forgetNotes, readNotes, writeNotes } from './folder-notes'
import { keysInOrder, DRAFT } from './folder-walk'
import {
  type ListRequest,
  noSuchObject,
  type ObjectHead,
  type ObjectInfo,
  type ObjectPage,
  type ObjectPlace,
  type ObjectStore,
  objectExists,
  objectTooLarge,
  type PutRequest,
} from './object-store'

const MAX_NAME_BYTES = 255 - 60

/**
 * Objects as files that people can open: `<bucket>/<key>`. What a file does not say of itself, its type and hash, is noted
 * beside the buckets; notes that do not fit the file any more count for nothing.
 */
export class FolderObjects implements ObjectStore {
  readonly #folder: string

  /** `folder` is absolute; it is made when something is put. */
  constructor(folder: string) {
    this.#folder = folder
  }

  async put(request: PutRequest, signal: AbortSignal): Promise<{ written: boolean }> {
    signal.throwIfAborted()
    return asFile(request, async () => {
      await mkdir(join(this.#folder, request.bucket), { recursive: true })
      const file = await this.#fileOf(request)
      const { content, contentType } = request
      if (await this.#isThere(request, file, signal)) return { written: false }
      await writeFile(file, buffers(content.read()), request.mode, signal)
      await writeNotes(this.#folder, request, file, { sha256: content.sha256, contentType })
      return { written: true }
    })
  }

  async get(place: ObjectPlace, maxBytes: number, signal: AbortSignal) {
    signal.throwIfAborted()
    const found = await this.#find(place)
    if (found === null) throw noSuchObject(place)
    const { file, head } = found
    if (head.bytes > maxBytes) throw objectTooLarge(place, head.bytes, maxBytes)
    return { head, body: checkedBody(chunksOf(file, signal, maxBytes), head) }
  }

  async list({ bucket, prefix, after, limit }: ListRequest, signal: AbortSignal): Promise<ObjectPage> {
    const objects: ObjectInfo[] = []
    for await (const key of keysInOrder(join(this.#folder, bucket), { prefix, after, signal })) {
      if (objects.length === limit) return { objects, next: objects.at(-1)?.key ?? null }
      const head = await this.#head({ bucket, key }, join(this.#folder, bucket, key))
      if (head !== null) objects.push({ key, bytes: head.bytes, modifiedAt: head.modifiedAt })
    }
    return { objects, next: null }
  }

  async delete(place: ObjectPlace, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const found = await this.#find(place)
    if (found === null) return
    await rm(found.file, { force: true }).catch((thrown: unknown) => {
      throw fsFailure(thrown, 'write', `delete ${found.file}`)
    })
    await forgetNotes(this.#folder, place)
    await this.#removeEmpty(dirname(found.file), place.bucket)
  }

  async #find(place: ObjectPlace): Promise<{ readonly file: string; readonly head: ObjectHead } | null> {
    const file = await this.#fileOf(place).catch((thrown: unknown) => {
      if (thrown instanceof EngineError && thrown.code === 'file_not_found') return null
      throw thrown
    })
    const head = file === null ? null : await this.#head(place, file)
    return file === null || head === null ? null : { file, head }
  }

  /** Whether the same content is there. Throws `object_exists` where another one must stay. */
  async #isThere(request: PutRequest, file: string, signal: AbortSignal): Promise<boolean> {
    const head = await this.#head(request, file)
    if (head === null) return false
    const isSame = head.bytes === request.content.bytes && (head.sha256 ?? (await hashFile(file, signal)).sha256) === request.content.sha256
    if (!isSame && request.mode === 'fail') throw objectExists(request)
    return isSame && (request.mode === 'fail' || head.contentType === request.contentType)
  }

  async #head({ bucket, key }: ObjectPlace, file: string): Promise<ObjectHead | null> {
    const found = await lstat(file).catch(() => null)
    if (found?.isFile() !== true) return null
    const notes = await readNotes(this.#folder, { bucket, key }, found)
    return { key, bytes: found.size, modifiedAt: Math.round(found.mtimeMs), contentType: notes?.contentType ?? null, sha256: notes?.sha256 ?? null }
  }

  async #fileOf(place: ObjectPlace): Promise<string> {
    for (const name of place.key.split('/')) {
      const fault =
        nameFault(name) ??
        (DRAFT.test(name)
          ? `${name} is what unfinished files are called`
          : Buffer.byteLength(name) > MAX_NAME_BYTES
            ? `a part of it has more than ${MAX_NAME_BYTES} bytes`
            : null)
      if (fault !== null) throw new EngineError('step_config_invalid', `The key ${JSON.stringify(place.key)} cannot be kept in a folder: ${fault}.`)
    }
    const root = await realpath(join(this.#folder, place.bucket)).catch((thrown: unknown) => {
      throw fsFailure(thrown, 'read', `open the bucket ${place.bucket}`)
    })
    return resolveInside(join(root, place.key), { pipeline: root, run: root, allowed: [root] })
  }

  /** Folders that hold nothing are no objects, and would stand in the way of one. */
  async #removeEmpty(folder: string, bucket: string): Promise<void> {
    const root = await realpath(join(this.#folder, bucket))
    for (let at = folder; at !== root && at.startsWith(root); at = dirname(at)) {
      const isGone = await rmdir(at).then(
        () => true,
        () => false,
      )
      if (!isGone) return
    }
  }
}

/** In a folder a name is that of a file or of a folder, not of both. */
async function asFile<T>(place: ObjectPlace, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (thrown) {
    if (thrown instanceof EngineError && thrown.code === 'file_exists') throw objectExists(place)
    if (!(thrown instanceof EngineError) || (thrown.code !== 'file_unwritable' && thrown.code !== 'file_not_found')) throw thrown
    throw new EngineError(thrown.code, `${thrown.message} Where objects are files, a key cannot be the beginning of another one up to a stroke.`, {
      cause: thrown,
    })
  }
}

async function* buffers(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
  for await (const piece of pieces) yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
}
