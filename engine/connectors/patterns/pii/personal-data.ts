/** Kinds of personal data that can be told by their shape and, where they have one, their check digit. */
export const PII_KINDS = ['email', 'phone', 'payment_card', 'iban', 'national_id', 'ip_address'] as const
export type PiiKind = (typeof PII_KINDS)[number]

export interface PiiSearch {
  readonly kinds: readonly PiiKind[]
  /** Texts that are nobody's secret, such as the address of an office. */
  readonly allow: readonly string[]
}

/** Every kind, and nothing let through. */
export const ALL_PII: PiiSearch = { kinds: PII_KINDS, allow: [] }

/** Where a text holds something; offsets as in `text.slice(start, end)`. */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface PiiSpan extends Span {
  readonly kind: PiiKind
}

/** Finds one kind of thing, in time linear in the text: it looks at no more than a bounded piece around each sign of it. */
export type Detector = (text: string) => Iterable<Span>

const WORD = /[\p{L}\p{N}_]/u

/** Whether what stands there could not be a part of a longer word or number. */
export const standsAlone = (text: string, { start, end }: Span): boolean => !WORD.test(text.charAt(start - 1)) && !WORD.test(text.charAt(end))

/** Whether a group of four digits stands before it: then it is the rest of a longer number. */
export const isRestOfNumber = (text: string, { start }: Span): boolean => /\d{4}[ -]$/.test(text.slice(Math.max(0, start - 5), start))
