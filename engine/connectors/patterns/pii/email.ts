import isEmail from 'validator/lib/isEmail.js'
import type { Detector } from './personal-data.ts'

const LONGEST_LOCAL = 64
const LONGEST_DOMAIN = 253
const LOCAL = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]/u
const DOMAIN = /[\p{L}\p{N}.-]/u

/** Around each `@`, as far as an address can reach. */
export const findEmails: Detector = function* (text) {
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const start = trimmedStart(text, leftOf(text, at), at)
    const end = trimmedEnd(text, at + 1, rightOf(text, at + 1))
    if (start < at && end > at + 1 && isEmail(text.slice(start, end))) yield { start, end }
  }
}

function leftOf(text: string, at: number): number {
  let start = at
  while (start > 0 && at - start < LONGEST_LOCAL && LOCAL.test(text.charAt(start - 1))) start--
  return start
}

function rightOf(text: string, from: number): number {
  let end = from
  while (end < text.length && end - from < LONGEST_DOMAIN && DOMAIN.test(text.charAt(end))) end++
  return end
}

/** Quotes and stops of the sentence around it may stand in an address, too, but hardly at its ends. */
function trimmedStart(text: string, from: number, to: number): number {
  let start = from
  while (start < to && !/[\p{L}\p{N}_]/u.test(text.charAt(start))) start++
  return start
}

function trimmedEnd(text: string, from: number, to: number): number {
  let end = to
  while (end > from && /[.-]/.test(text.charAt(end - 1))) end--
  return end
}
