import type { ModelProvider, Usage } from '../../contract/model'
import { toEngineError } from '../../core/shared/engine-error'
import type { ReadyModel } from '../../ports/models'
import { orAborted } from '../egress/deadline'
import type { Egress, EgressReply } from '../egress/egress'
import { readSome } from '../egress/read-all'
import { anthropic } from './anthropic'
import type { ChatRequest, Finish, Provider } from './chat'
import { errorInReply, hostOf, ModelFailure, refusedCall } from './model-failure'
import { type Counted, usageOf } from './model-usage'
import { ollama } from './ollama'
import { openaiCompatible } from './openai-compatible'
import { MalformedReply, readProviderError } from './reply-json'
import { replyPieces } from './reply-pieces'
import { Silence } from './silence'

export interface ModelCall {
  readonly model: ReadyModel
  readonly chat: ChatRequest
  readonly idempotencyKey: string
  /** How long the model may give nothing; what keeps a connection open without a word does not count. */
  readonly idleMs: number
  readonly signal: AbortSignal
  now(): number
  /** There is a reply, whatever it says: its status and headers. */
  onReply?(reply: { readonly status: number; readonly headers: Readonly<Record<string, string>> }): void
  /** The reply as it comes. */
  onText(text: string): void
  /** Once, when there was anything to count, whatever becomes of the call; before it ends. */
  onUsage(usage: Usage): void
}

export interface ModelReply {
  readonly text: string
  readonly finish: Exclude<Finish, 'refused'>
  readonly usage: Usage
}

const PROVIDERS: Readonly<Record<ModelProvider, Provider>> = { openai: openaiCompatible, anthropic, ollama }

const MAX_WIRE_BYTES = 64 * 1024 * 1024
const MAX_REPLY_CHARACTERS = 4 * 1024 * 1024
const FAILURE_BYTES = 64 * 1024

/** What is known of a call while it goes on. */
interface Progress {
  /** The provider has the question, and did not turn it down at the door: whatever follows is billed. */
  isCounted: boolean
  text: string
  inputTokens: number | null
  outputTokens: number | null
  finish: Finish | null
  /** The reason by which the provider ended the reply early. */
  cutBy: string | null
  isWhole: boolean
}

/**
 * Asks a model once and reads its reply as it comes. It succeeds only with the provider's own mark of the end; whatever lacks
 * it is `model_reply_cut`. Throws `ModelFailure`, what `Egress.request` throws, and the reason of the signal.
 */
export async function askModel(egress: Egress, call: ModelCall): Promise<ModelReply> {
  call.signal.throwIfAborted()
  const progress: Progress = { isCounted: false, text: '', inputTokens: null, outputTokens: null, finish: null, cutBy: null, isWhole: false }
  const silence = new Silence(
    call.signal,
    call.idleMs,
    () => new ModelFailure('timeout', `The model "${call.model.name}" gave nothing for ${call.idleMs / 1000} s.`),
  )
  let usage: Usage | null = null
  try {
    await orAborted(converse(egress, call, progress, silence), silence.signal)
  } catch (thrown) {
    throw call.signal.aborted ? call.signal.reason : thrown
  } finally {
    silence.end()
    if (progress.isCounted) {
      usage = await usageOf(call.chat, counted(progress), call.model.price)
      call.onUsage(usage)
    }
  }
  return whole(call, progress, usage)
}

const counted = ({ text, inputTokens, outputTokens, isWhole }: Progress): Counted => ({ text, inputTokens, outputTokens, isWhole })

async function converse(egress: Egress, call: ModelCall, progress: Progress, silence: Silence): Promise<void> {
  const provider = PROVIDERS[call.model.provider]
  const { url, headers, body } = provider.request(call.model, call.chat)
  const reply = await egress.request({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', accept: '*/*', 'accept-encoding': 'identity', 'idempotency-key': call.idempotencyKey, ...headers },
    body: JSON.stringify(body),
    // Only an admin can write the address of a model.
    allowPrivate: true,
    maxBytes: MAX_WIRE_BYTES,
    idleMs: call.idleMs,
    signal: silence.signal,
    onSent: () => void (progress.isCounted = true),
  })
  call.onReply?.(reply)
  if (reply.status !== 200) {
    progress.isCounted = false
    throw refusedCall(call.model, { status: reply.status, headers: reply.headers, body: await readSome(reply.body, FAILURE_BYTES) }, call.now())
  }
  await refuseWhole(reply, call.model)
  await readReply(reply, provider, call, progress, silence)
}

/** An answer that does not come in pieces is an error, or not what was asked for; of the latter nobody knows whether it is complete. */
async function refuseWhole(reply: EgressReply, model: ReadyModel): Promise<void> {
  if (!/^application\/json\b/i.test(reply.headers['content-type'] ?? '') || model.provider === 'ollama') return
  const error = readProviderError(await readSome(reply.body, FAILURE_BYTES))
  if (error !== null) throw errorInReply(model, error)
  throw new ModelFailure('model_reply_invalid', `${hostOf(model)} did not stream the reply of the model "${model.name}", though it was asked to.`)
}

async function readReply(reply: EgressReply, provider: Provider, call: ModelCall, progress: Progress, silence: Silence): Promise<void> {
  const { model } = call
  try {
    for await (const piece of replyPieces(reply.body, provider.framing)) {
      for (const event of provider.read(piece)) {
        // The call may have ended while this waited.
        silence.signal.throwIfAborted()
        silence.broken()
        switch (event.kind) {
          case 'text':
            progress.text += event.text
            if (progress.text.length > MAX_REPLY_CHARACTERS)
              throw new ModelFailure('response_too_large', `The reply of the model "${model.name}" is longer than ${MAX_REPLY_CHARACTERS} characters.`)
            call.onText(event.text)
            break
          case 'usage':
            progress.inputTokens = event.inputTokens ?? progress.inputTokens
            progress.outputTokens = event.outputTokens ?? progress.outputTokens
            break
          case 'finish':
            progress.finish = progress.finish === 'refused' ? 'refused' : event.finish
            break
          case 'cut':
            progress.cutBy ??= event.reason
            break
          case 'error':
            // In place of a reply, it says that none was begun.
            if (progress.text === '' && progress.outputTokens === null) progress.isCounted = false
            throw errorInReply(model, event.error)
          case 'end':
            progress.isWhole = progress.finish !== null || progress.cutBy !== null
            return
          case 'thinking':
        }
      }
    }
  } catch (thrown) {
    throw cutReply(thrown, model)
  } finally {
    reply.close()
  }
}

/** A connection that broke off and bytes that make no sense come to the same: the rest of the reply is lost. */
export function cutReply(thrown: unknown, model: ReadyModel): unknown {
  if (thrown instanceof MalformedReply)
    return new ModelFailure('model_reply_cut', `The reply of the model "${model.name}" cannot be read on: ${thrown.message}.`, { cause: thrown })
  const { code } = toEngineError(thrown)
  if (code !== 'connection_failed' && code !== 'response_invalid') return thrown
  return new ModelFailure('model_reply_cut', `The reply of the model "${model.name}" broke off before its end.`, { cause: thrown })
}

function whole({ model }: ModelCall, { text, finish, cutBy, isWhole }: Progress, usage: Usage | null): ModelReply {
  if (cutBy !== null && finish !== 'refused')
    throw new ModelFailure('model_reply_cut', `The reply of the model "${model.name}" ended early: the provider's reason was ${reasonFor(cutBy, model)}.`)
  if (!isWhole || finish === null || usage === null)
    throw new ModelFailure('model_reply_cut', `The reply of the model "${model.name}" ended without the mark that it is complete.`)
  if (finish === 'refused')
    throw new ModelFailure('model_refused', `The model "${model.name}" would not answer: the provider's filter or the model itself held the reply back.`)
  return { text, finish, usage }
}

/** A word, as reasons are; anything else is not for sentences, least of all the key. */
const reasonFor = (reason: string, { key }: ReadyModel): string =>
  /^[\w .-]{1,40}$/.test(reason) && (key === null || !reason.includes(key)) ? `"${reason}"` : 'not one to repeat'
