import { EngineError } from '../../core/shared/engine-error'
import type { Egress, EgressReply } from '../egress/egress'
import { readAll } from '../egress/read-all'
import type { Telling } from '../egress/unwelcome-status'
import { checkedBody } from './checked-body'
import {
  type ListRequest,
  noSuchObject,
  type ObjectHead,
  type ObjectPage,
  type ObjectPlace,
  type ObjectStore,
  objectExists,
  objectTooLarge,
  type PutRequest,
} from './object-store'
import { inParts, PART_BYTES } from './parts'
import { S3Failure, readRefusal, refusalOf } from './s3-failure'
import { type S3Account, type S3Request, sendSigned } from './s3-request'
import { type S3Answer, readS3Xml } from './s3-xml'

export interface S3Deps extends Telling {
  readonly egress: Egress
  readonly account: S3Account
}

type Asked = Omit<S3Request, 'maxBytes'> & { readonly maxBytes?: number }

const ANSWER_BYTES = 8 * 1024 * 1024
const HASH = 'x-amz-meta-sha256'
/** Of calling off an upload in parts, when the step itself is being called off. */
const CALL_OFF_MS = 700

/**
 * Objects in S3, or anything that speaks its protocol. The hash of the content is kept with it, so that putting the same again
 * does nothing; what is larger than a part goes in parts, one in memory at a time, and shows only when the last has arrived.
 */
export class S3Objects implements ObjectStore {
  readonly #deps: S3Deps

  constructor(deps: S3Deps) {
    this.#deps = deps
  }

  async put(request: PutRequest, signal: AbortSignal): Promise<{ written: boolean }> {
    const { content, contentType, mode } = request
    const known = await this.#head(request, signal)
    if (isSame(known, request) && (mode === 'fail' || known?.contentType === contentType)) return { written: false }
    if (known !== null && mode === 'fail') throw objectExists(request)
    const about = { 'content-type': contentType, [HASH]: content.sha256 }
    // Somebody else may put the same key between the look and the writing.
    const condition: Record<string, string> = mode === 'fail' ? { 'if-none-match': '*' } : {}
    try {
      if (content.bytes <= PART_BYTES) await this.#putWhole(request, { ...about, ...condition }, signal)
      else await this.#putInParts(request, { about, condition }, signal)
      return { written: true }
    } catch (thrown) {
      if (mode !== 'fail' || !isPrecondition(thrown)) throw thrown
      if (isSame(await this.#head(request, signal), request)) return { written: false }
      throw objectExists(request)
    }
  }

  async get(place: ObjectPlace, maxBytes: number, signal: AbortSignal) {
    // Its own check of the size tells the bytes; the limit of the way out is for stores that do not say.
    const reply = await this.#send({ method: 'GET', ...place, maxBytes: maxBytes + 1, signal })
    if (reply.status !== 200) throw await this.#refused(place, reply)
    const length = reply.headers['content-length']
    if (length === undefined) reply.close()
    if (length === undefined) throw new EngineError('response_invalid', `${new URL(reply.url).host} does not say how large ${JSON.stringify(place.key)} is.`)
    const head = headOf(place, reply)
    if (head.bytes > maxBytes) {
      reply.close()
      throw objectTooLarge(place, head.bytes, maxBytes)
    }
    return { head, body: checkedBody(reply.body, head) }
  }

  async list({ bucket, prefix, after, limit }: ListRequest, signal: AbortSignal): Promise<ObjectPage> {
    const query = {
      'list-type': '2',
      'encoding-type': 'url',
      'max-keys': String(limit),
      ...(prefix !== '' && { prefix }),
      ...(after !== null && { 'start-after': after }),
    }
    const answer = await this.#ask({ method: 'GET', bucket, key: '', query, signal }, 'ListBucketResult')
    const isEncoded = answer.texts.get('EncodingType') === 'url'
    const objects = answer.contents.map((each) => {
      const modifiedAt = Date.parse(each.get('LastModified') ?? '')
      return {
        key: isEncoded ? decoded(each.get('Key') ?? '') : (each.get('Key') ?? ''),
        bytes: Number(each.get('Size') ?? 0),
        modifiedAt: Number.isNaN(modifiedAt) ? null : modifiedAt,
      }
    })
    return { objects, next: answer.texts.get('IsTruncated') === 'true' ? (objects.at(-1)?.key ?? null) : null }
  }

  async delete(place: ObjectPlace, signal: AbortSignal): Promise<void> {
    const reply = await this.#send({ method: 'DELETE', ...place, signal })
    if (reply.status === 204 || reply.status === 200) return finish(reply)
    const { code, failure } = await readRefusal(reply, this.#deps)
    if (code !== 'NoSuchKey') throw failure
  }

  async #head(place: ObjectPlace, signal: AbortSignal): Promise<ObjectHead | null> {
    const reply = await this.#send({ method: 'HEAD', ...place, signal })
    reply.close()
    if (reply.status === 200) return headOf(place, reply)
    if (reply.status === 404) return null
    throw refusalOf(reply, new Map(), this.#deps).failure
  }

  async #putWhole({ bucket, key, content }: PutRequest, headers: Record<string, string>, signal: AbortSignal): Promise<void> {
    const body = await readAll(content.read())
    const reply = await this.#send({ method: 'PUT', bucket, key, headers, body, signal })
    if (reply.status !== 200) throw (await readRefusal(reply, this.#deps)).failure
    await finish(reply)
  }

  async #putInParts(
    { bucket, key, content }: PutRequest,
    { about, condition }: { readonly about: Record<string, string>; readonly condition: Record<string, string> },
    signal: AbortSignal,
  ): Promise<void> {
    const place = { bucket, key }
    const begun = await this.#ask(
      { method: 'POST', ...place, query: { uploads: '' }, headers: about, body: new Uint8Array(), signal },
      'InitiateMultipartUploadResult',
    )
    const uploadId = begun.texts.get('UploadId') ?? ''
    try {
      const etags: string[] = []
      for await (const body of inParts(content.read())) {
        const reply = await this.#send({ method: 'PUT', ...place, query: { partNumber: String(etags.length + 1), uploadId }, body, signal })
        if (reply.status !== 200) throw (await readRefusal(reply, this.#deps)).failure
        etags.push(reply.headers['etag'] ?? '')
        await finish(reply)
      }
      await this.#ask(
        {
          method: 'POST',
          ...place,
          query: { uploadId },
          headers: { 'content-type': 'application/xml', ...condition },
          body: Buffer.from(partsXml(etags)),
          signal,
        },
        'CompleteMultipartUploadResult',
      )
    } catch (thrown) {
      await this.#callOff({ method: 'DELETE', ...place, query: { uploadId } })
      throw thrown
    }
  }

  /** Parts that are left behind cost money; a store that cannot be told now has rules of its own for them. */
  async #callOff(request: Omit<S3Request, 'maxBytes' | 'signal'>): Promise<void> {
    await this.#send({ ...request, signal: AbortSignal.timeout(CALL_OFF_MS) }).then(finish, () => undefined)
  }

  async #ask(request: Asked, root: string): Promise<S3Answer> {
    const reply = await this.#send(request)
    if (reply.status !== 200) throw await this.#refused(request, reply)
    const answer = await readS3Xml((await readAll(reply.body)).toString())
    if (answer.root === 'Error') throw refusalOf(reply, answer.texts, this.#deps).failure
    if (answer.root !== root) throw new EngineError('response_invalid', `${new URL(reply.url).host} answered with something that S3 does not say.`)
    return answer
  }

  async #refused(place: ObjectPlace, reply: EgressReply): Promise<EngineError> {
    const { code, failure } = await readRefusal(reply, this.#deps)
    if (code === 'NoSuchBucket')
      return new EngineError('object_not_found', `There is no bucket ${JSON.stringify(place.bucket)} at ${new URL(reply.url).host}.`, { cause: failure })
    return reply.status === 404 && code !== 'NoSuchUpload' ? noSuchObject(place, failure) : failure
  }

  #send(request: Asked): Promise<EgressReply> {
    const { egress, account } = this.#deps
    return sendSigned(egress, account, { maxBytes: ANSWER_BYTES, ...request }, this.#deps.now())
  }
}

const isSame = (known: ObjectHead | null, { content }: PutRequest): boolean =>
  known !== null && known.sha256 === content.sha256 && known.bytes === content.bytes

/** The condition was not met, or another write of the same key was under way. */
const isPrecondition = (thrown: unknown): boolean =>
  thrown instanceof S3Failure && (thrown.outcome.details?.['status'] === 412 || thrown.outcome.details?.['status'] === 409)

function headOf({ key }: ObjectPlace, { headers }: EgressReply): ObjectHead {
  const modifiedAt = Date.parse(headers['last-modified'] ?? '')
  const sha256 = headers[HASH]?.toLowerCase() ?? ''
  return {
    key,
    bytes: Number(headers['content-length'] ?? 0),
    modifiedAt: Number.isNaN(modifiedAt) ? null : modifiedAt,
    contentType: headers['content-type'] ?? null,
    sha256: /^[\da-f]{64}$/.test(sha256) ? sha256 : null,
  }
}

async function finish(reply: EgressReply): Promise<void> {
  await readAll(reply.body)
}

const partsXml = (etags: readonly string[]): string =>
  `<CompleteMultipartUpload>${etags.map((etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag.replace(/[<>&]/g, '')}</ETag></Part>`).join('')}</CompleteMultipartUpload>`

function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', '%20'))
  } catch {
    // A store that says that it encodes, and does not.
    return key
  }
}
