import type { Detector, Span } from './personal-data.ts'

/** How long the account numbers of each country are, as the registry of ISO 13616 says. */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 ' +
    'HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 ' +
    'RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
)

/** A country, two check digits and the beginning of an account. */
const START = /(?<![\p{L}\p{N}_])([A-Za-z]{2})\d{2}(?=[ -]?[A-Za-z0-9])/gu

export const findIbans: Detector = function* (text) {
  for (const { 1: country = '', index: start } of text.matchAll(START)) {
    const length = LENGTHS.get(country.toUpperCase())
    const span = length === undefined ? null : spanOf(text, start, length)
    if (span !== null && isIban(text.slice(span.start, span.end).replace(/[ -]/g, ''))) yield span
  }
}

/** So many letters and digits, with single blanks or hyphens between them, and none after them. */
function spanOf(text: string, start: number, length: number): Span | null {
  let taken = 0
  let end = start
  for (; taken < length; end++) {
    if (/[A-Za-z0-9]/.test(text.charAt(end))) taken++
    else if (!/[ -]/.test(text.charAt(end)) || !/[A-Za-z0-9]/.test(text.charAt(end + 1))) return null
  }
  return /[\p{L}\p{N}_]/u.test(text.charAt(end)) ? null : { start, end }
}

/** With its beginning put at its end and letters as numbers from 10 on, it leaves 1 when divided by 97. */
function isIban(plain: string): boolean {
  let left = 0
  for (const sign of `${plain.slice(4)}${plain.slice(0, 4)}`) {
    const value = Number.parseInt(sign, 36)
    left = (left * (value > 9 ? 100 : 10) + value) % 97
  }
  return left === 1
}
