import { EngineError } from '../../core/shared/engine-error'

/** Where an object is: a bucket, and a key in it with `/` between its parts. */
export interface ObjectPlace {
  readonly bucket: string
  readonly key: string
}

export interface ObjectInfo {
  readonly key: string
  readonly bytes: number
  /** Epoch ms. */
  readonly modifiedAt: number | null
}

export interface ObjectHead extends ObjectInfo {
  readonly contentType: string | null
  /** Of the content, in hexadecimal digits; null when somebody else put it there. */
  readonly sha256: string | null
}

/** What is to be put, its size and hash known before the first byte of it is sent. */
export interface ObjectContent {
  readonly bytes: number
  readonly sha256: string
  /** Once for each time that it is read. */
  read(): AsyncIterable<Uint8Array>
}

export interface PutRequest extends ObjectPlace {
  readonly content: ObjectContent
  readonly contentType: string
  /** fail: refuses when another content is there. */
  readonly mode: 'overwrite' | 'fail'
}

export interface ListRequest {
  readonly bucket: string
  readonly prefix: string
  /** The last key of the page before. */
  readonly after: string | null
  /** 1 to 1000. */
  readonly limit: number
}

export interface ObjectPage {
  /** In the order of the bytes of their keys. */
  readonly objects: readonly ObjectInfo[]
  /** To go on from; null when there are no more. */
  readonly next: string | null
}

/**
 * Content by bucket and key. Every operation may be repeated without harm: putting what is there already does nothing. A reader
 * sees an object whole, old or new, never a part of it.
 */
export interface ObjectStore {
  /** False when the same content was there already. Throws `object_exists`. */
  put(request: PutRequest, signal: AbortSignal): Promise<{ readonly written: boolean }>
  /** The body is read once and checked against the hash as it comes. Throws `object_not_found`, `file_too_large`. */
  get(place: ObjectPlace, maxBytes: number, signal: AbortSignal): Promise<{ readonly head: ObjectHead; readonly body: AsyncIterable<Uint8Array> }>
  list(request: ListRequest, signal: AbortSignal): Promise<ObjectPage>
  /** No failure when there is no such object. */
  delete(place: ObjectPlace, signal: AbortSignal): Promise<void>
}

const named = ({ bucket, key }: ObjectPlace): string => `${JSON.stringify(key)} in ${JSON.stringify(bucket)}`

export const noSuchObject = (place: ObjectPlace, cause?: unknown): EngineError =>
  new EngineError('object_not_found', `There is no object ${named(place)}.`, { cause })

export const objectExists = (place: ObjectPlace): EngineError =>
  new EngineError('object_exists', `Couldn't put ${named(place)}: another content is there already, and the mode is "fail".`)

export const objectTooLarge = (place: ObjectPlace, bytes: number, maxBytes: number): EngineError =>
  new EngineError('file_too_large', `Couldn't get ${named(place)}: it has ${bytes} bytes, and ${maxBytes} is the most here.`, {
    details: { bytes, max_bytes: maxBytes },
  })
