import { isIPv4, isIPv6 } from 'node:net'
import { type Detector, type Span, standsAlone } from './personal-data.ts'

const V4 = /\d{1,3}(?:\.\d{1,3}){3}/g
const LONGEST_V6 = 45
/** These are the same on every machine, and point to nobody. */
const NOBODY = /^(?:127\.|0\.0\.0\.0$|255\.255\.255\.255$|::1?$)/

export const findIpAddresses: Detector = function* (text) {
  for (const { 0: written, index: start } of text.matchAll(V4)) {
    const span = { start, end: start + written.length }
    if (isIPv4(written) && !NOBODY.test(written) && standsAlone(text, span) && !goesOn(text, span)) yield span
  }
  yield* findV6(text)
}

/** A longer row of numbers is a version, or a place in a table of contents. */
const goesOn = (text: string, { start, end }: Span): boolean =>
  /\d\.$/.test(text.slice(Math.max(0, start - 2), start)) || /^\.\d/.test(text.slice(end, end + 2))

function* findV6(text: string): Generator<Span> {
  for (let at = text.indexOf(':'); at !== -1;) {
    const span = hexRun(text, at)
    const written = text.slice(span.start, span.end)
    if (isIPv6(written) && /\d/.test(written) && !NOBODY.test(written) && standsAlone(text, span)) yield span
    at = text.indexOf(':', Math.max(span.end, at + 1))
  }
}

/** Everything around a colon that an address may hold; the colon that ends a clause is none of it. */
function hexRun(text: string, at: number): Span {
  let start = at
  while (start > 0 && at - start < LONGEST_V6 && /[\da-f:]/i.test(text.charAt(start - 1))) start--
  let end = at + 1
  while (end < text.length && end - start <= LONGEST_V6 && /[\da-f:.]/i.test(text.charAt(end))) end++
  while (end > at + 1 && /[:.]/.test(text.charAt(end - 1)) && text.slice(end - 2, end) !== '::') end--
  return { start, end }
}
