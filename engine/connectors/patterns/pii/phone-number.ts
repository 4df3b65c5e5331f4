import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { type Detector, isRestOfNumber, standsAlone } from './personal-data.ts'

/** As much as a number with its blanks and brackets can take; the plus sign may be the full-width one. */
const CANDIDATE = /[+＋(]{0,2}\d[\d\u00a0 ()./-]{5,24}\d/g

/** A number has few groups, and each try takes some microseconds. */
const MAX_TRIES = 6

const FROM_ABROAD = /^\(?[+＋]/
/** Written as at home, with the zero that stands for the country: tried in this order. */
const TRUNK_ZERO: readonly CountryCode[] = ['DE', 'GB', 'FR', 'NL', 'BE', 'AT', 'CH', 'IT', 'SE', 'FI', 'IE', 'AU', 'NZ', 'JP', 'KR', 'IN', 'ZA', 'TR']
/** 555-123-4567, (555) 123-4567, 1.555.123.4567 */
const NORTH_AMERICAN = /^(?:1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}$/
/** Nine digits in threes, or three and then pairs. */
const IBERIAN = /^[2679]\d{2}[ .-](?:\d{3}[ .-]\d{3}|\d{2}[ .-]\d{2}[ .-]\d{2})$/

/** 01.02.2026, 0.5, and two numbers with a stroke between: none is a number that one calls. */
const NO_NUMBER = /^(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}(?!\d)|0[.]|(?:\D*\d){7,}\D*\/)/

export const findPhoneNumbers: Detector = function* (text) {
  const candidate = new RegExp(CANDIDATE)
  for (let match = candidate.exec(text); match !== null; match = candidate.exec(text)) {
    const [written] = match
    const found = longestNumber(written)
    const span = { start: match.index, end: match.index + (found ?? 0) }
    if (found !== null && standsAlone(text, span) && (written.startsWith('+') || !isRestOfNumber(text, span))) yield span
    candidate.lastIndex = match.index + (found ?? firstGroup(written))
  }
}

/** How far the number reaches that begins here. What follows may look like a part of it: tried whole first, then without its last groups. */
function longestNumber(written: string): number | null {
  let end = written.length
  for (let tries = 0; tries < MAX_TRIES && end > 0; tries++) {
    if (isPhoneNumber(written.slice(0, end))) return end
    end = lastGroup(written, end)
  }
  return null
}

const firstGroup = (written: string): number => /^\D*\d+/.exec(written)?.[0].length ?? written.length

/** Where the group before the last one ends; 0 when there is none. */
function lastGroup(written: string, end: number): number {
  let at = end - 1
  while (at > 0 && /\d/.test(written.charAt(at))) at--
  while (at > 0 && !/\d/.test(written.charAt(at - 1))) at--
  return at
}

function isPhoneNumber(written: string): boolean {
  if (!isKnownForm(written)) return false
  const digits = written.replace(/\D/g, '')
  if (digits.length < 7 || digits.length > 15) return false
  if (NO_NUMBER.test(written)) return false
  if (FROM_ABROAD.test(written)) return isValid(written)
  if (digits.startsWith('00')) return isValid(`+${digits.slice(2)}`)
  if (digits.startsWith('0')) return digits.length >= 9 && TRUNK_ZERO.some((country) => isValid(written, country))
  if (NORTH_AMERICAN.test(written)) return isValid(written, 'US')
  return IBERIAN.test(written) && (isValid(written, 'ES') || isValid(written, 'PT'))
}

/** Whether it is written in one of the ways that are looked into at all. */
const isKnownForm = (written: string): boolean =>
  /^\D*0/.test(written) || FROM_ABROAD.test(written) || NORTH_AMERICAN.test(written) || IBERIAN.test(written)

const isValid = (written: string, country?: CountryCode): boolean => parsePhoneNumberFromString(written, country)?.isValid() === true
