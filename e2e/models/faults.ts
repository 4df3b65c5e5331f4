import type { ErrorCode } from '../../engine/contract/errors'
import type { ModelProvider } from '../../engine/contract/model'
import type { Wire } from '../../engine/testing/model-server/wire'
import { REPLY_WORDS, wireFor } from './question'

/** A way in which a provider fails, and what people should see of it. */
export interface Fault {
  /** The name that makes the server fail so, each time or only the first time. */
  modelOf(provider: ModelProvider, once: boolean): string
  readonly code: ErrorCode
  /** The sentence, where `model` and `host` stand for their names. */
  readonly says: string
  readonly isRetried: boolean
  /** Whether the provider bills the try. */
  readonly isBilled: boolean
  /** Whether the provider still tells how much. */
  readonly isCounted: boolean
  /** What comes of the reply before it fails; empty when nothing does. */
  readonly partial: string
  /** How long the step lets the model be silent (ms), where that is the fault. */
  readonly idleMs?: number
}

type Change = Partial<Pick<Fault, 'isRetried' | 'isBilled' | 'isCounted' | 'partial' | 'idleMs'>>

const named = (name: string, code: ErrorCode, says: string, change: Change = {}): Fault => ({
  modelOf: (_provider, once) => `fault-${name}${once ? '-once' : ''}`,
  code,
  says,
  isRetried: true,
  isBilled: true,
  isCounted: false,
  partial: '',
  ...change,
})

/** Busy and failing providers: nothing is billed, and the same may go well later. */
export const busy = (status: number): Fault =>
  named(`${status}`, 'model_unavailable', `The model "model" is not available now: host answered with status ${status}: status ${status}`, { isBilled: false })

/** What the provider does not like about the question: asked again, it would say the same. */
export const refused = (status: number): Fault =>
  named(`${status}`, 'model_refused', `The model "model" was refused: host answered with status ${status}: status ${status}`, {
    isRetried: false,
    isBilled: false,
  })

const BROKE_OFF = 'The reply of the model "model" broke off before its end.'
const NO_MARK = 'The reply of the model "model" ended without the mark that it is complete.'

const bytes = (frames: readonly string[]): number => Buffer.byteLength(frames.join(''))
const HALF = Math.ceil(REPLY_WORDS.length / 2)
const half = REPLY_WORDS.slice(0, HALF).join('')
const whole = REPLY_WORDS.join('')

/** The connection breaks off after so many bytes of the right reply. */
const cut = (place: (wire: Wire) => number, partial: string): Fault => ({
  ...named('', 'model_reply_cut', BROKE_OFF, { partial }),
  modelOf: (provider, once) => {
    // The model's name is part of what is sent: its length must not change with the place.
    const name = (at: number) => `fault-cut-${String(at).padStart(5, '0')}${once ? '-once' : ''}`
    return name(place(wireFor(provider, name(0))))
  },
})

export const cutBeforeFirstByte = cut(() => 0, '')
export const cutAfterFirstByte = cut(() => 1, '')
export const cutInsideWord = cut(({ opening, words }) => bytes([...opening, ...words.slice(0, HALF)]) + bytes(words.slice(HALF, HALF + 1)) - 12, half)
export const cutBetweenWords = cut(({ opening, words }) => bytes([...opening, ...words.slice(0, HALF)]), half)
export const cutBeforeUsage = cut(({ opening, words, finish }) => bytes([...opening, ...words, ...finish]), whole)
export const cutInsideEnd = cut(({ opening, words, finish, usage, end }) => bytes([...opening, ...words, ...finish, ...usage, ...end]) - 3, whole)
export const endedAfterFinish = named('after-finish', 'model_reply_cut', NO_MARK, { partial: whole })
export const endedWithoutMark = named('no-end', 'model_reply_cut', NO_MARK, { partial: whole })
export const malformed = named('malformed', 'model_reply_cut', 'The reply of the model "model" cannot be read on: it is not JSON.', { partial: half })
export const errorInside = named(
  'error-inside',
  'model_unavailable',
  'The model "model" is not available now: host sent an error instead of a reply: Overloaded',
  { partial: half },
)
export const keptAlive = named('keep-alive', 'timeout', 'The model "model" gave nothing for 0.4 s.', { idleMs: 400 })
export const silent = named('silent', 'timeout', 'The model "model" gave nothing for 0.4 s.', { idleMs: 400 })
export const filtered = named('filter', 'model_refused', `The model "model" would not answer: the provider's filter or the model itself held the reply back.`, {
  isRetried: false,
  isCounted: true,
  partial: whole,
})
