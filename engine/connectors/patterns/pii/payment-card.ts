import { type DigitGroup, digitsOf, spanOf, stretches } from './digit-groups.ts'
import { type Detector, isRestOfNumber, standsAlone } from './personal-data.ts'

/** First digits and lengths that issuers give out. */
const ISSUED: readonly { readonly prefix: RegExp; readonly lengths: readonly number[] }[] = [
  { prefix: /^4/, lengths: [13, 16, 19] },
  { prefix: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^3(?:0[0-5]|[689])/, lengths: [14, 16, 19] },
  { prefix: /^(?:6011|64[4-9]|65)/, lengths: [16, 19] },
  { prefix: /^35(?:2[89]|[3-8])/, lengths: [16, 19] },
  { prefix: /^(?:62|81)/, lengths: [16, 17, 18, 19] },
  { prefix: /^(?:50|5[6-9]|6[0-9])/, lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
  { prefix: /^220[0-4]/, lengths: [16, 19] },
]

export const findPaymentCards: Detector = function* (text) {
  for (const groups of stretches(text, ' -', { least: 12, most: 19 })) {
    const span = spanOf(groups)
    if (isGroupedAsCards(groups) && isPaymentCard(digitsOf(groups)) && standsAlone(text, span) && !isRestOfNumber(text, span)) yield span
  }
}

export const isPaymentCard = (digits: string): boolean =>
  ISSUED.some(({ prefix, lengths }) => lengths.includes(digits.length) && prefix.test(digits)) && isLuhn(digits)

/** In one piece, or in groups of four, or of four, six and the rest. */
function isGroupedAsCards(groups: readonly DigitGroup[]): boolean {
  const [first, second] = groups
  if (first === undefined || second === undefined) return true
  if (first.digits.length !== 4) return false
  if (second.digits.length === 6) return groups.length === 3
  return groups.slice(1, -1).every(({ digits }) => digits.length === 4)
}

export function isLuhn(digits: string): boolean {
  let sum = 0
  for (let place = 1; place <= digits.length; place++) {
    const digit = Number(digits.charAt(digits.length - place))
    const doubled = place % 2 === 0 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
