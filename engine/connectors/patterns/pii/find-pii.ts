import { findEmails } from './email.ts'
import { findIbans } from './iban.ts'
import { findIpAddresses } from './ip-address.ts'
import { findNationalIds } from './national-id.ts'
import { findPaymentCards, isPaymentCard } from './payment-card.ts'
import type { Detector, PiiKind, PiiSearch, PiiSpan, Span } from './personal-data.ts'
import { findPhoneNumbers } from './phone-number.ts'

/** The surest first: a piece of text is one thing only. */
const DETECTORS: readonly (readonly [PiiKind, Detector])[] = [
  ['email', findEmails],
  ['iban', findIbans],
  ['payment_card', findPaymentCards],
  ['national_id', findNationalIds],
  ['ip_address', findIpAddresses],
  ['phone', findPhoneNumbers],
]

/** What a text tells of people, in order, none over another. */
export function findPii(text: string, { kinds, allow }: PiiSearch): PiiSpan[] {
  const taken = new Uint8Array(text.length)
  const allowed = new Set(allow.map(plain))
  const found: PiiSpan[] = []
  // Kinds that are not asked for count, too: the digits of a bank account are not a phone number.
  for (const [kind, detect] of DETECTORS) for (const span of detect(text)) if (isFree(taken, span)) found.push({ ...span, kind })
  return found.filter(({ kind, start, end }) => kinds.includes(kind) && !allowed.has(plain(text.slice(start, end)))).sort((a, b) => a.start - b.start)
}

/** Of a number that JSON holds as such: only payment cards are numbers in their own right. */
export const isPiiNumber = (value: number, { kinds, allow }: PiiSearch): boolean =>
  kinds.includes('payment_card') && Number.isSafeInteger(value) && isPaymentCard(String(value)) && !allow.includes(String(value))

const plain = (text: string): string => text.toLowerCase().replace(/[\s()./-]/g, '')

/** Marks what a span takes up; false when a part of it is taken already. */
function isFree(taken: Uint8Array, { start, end }: Span): boolean {
  const place = taken.subarray(start, end)
  if (place.includes(1)) return false
  place.fill(1)
  return true
}
