import isIdentityCard from 'validator/lib/isIdentityCard.js'
import isTaxID from 'validator/lib/isTaxID.js'
import { isLuhn } from './payment-card.ts'
import { type Detector, standsAlone } from './personal-data.ts'

interface Scheme {
  /** Its shape: every part has a fixed or bounded length. */
  readonly shape: RegExp
  isOne(written: string): boolean
}

const digitsIn = (text: string): string => text.replace(/\D/g, '')

/** The United Kingdom's prefixes that were never given out. */
const NO_NINO = /^(?:[DFIQUV]|.[DFIQUVO]|BG|GB|KN|NK|NT|TN|ZZ)/i

/** Where two people would have the same one, letters stand for its digits. */
const ITALIAN: Scheme = { shape: /[A-Z]{6}[0-9A-Z]{2}[A-Z][0-9A-Z]{2}[A-Z][0-9A-Z]{3}[A-Z]/gi, isOne: (written) => isTaxID(written.toUpperCase(), 'it-IT') }

/** Only numbers that can be told from any other: by check digits, or by a shape that little else has. */
const SCHEMES: readonly Scheme[] = [
  // United States: areas 000, 666 and 900 and above, group 00 and serial 0000 were never given out.
  { shape: /(?!000|666|9)\d{3}([- ])(?!00)\d{2}\1(?!0000)\d{4}/g, isOne: () => true },
  // United Kingdom
  { shape: /[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]/gi, isOne: (written) => !NO_NINO.test(written) },
  // Spain
  { shape: /(?:\d{8}|[XYZ]-?\d{7})-?[A-Z]/gi, isOne: (written) => isIdentityCard(written.replaceAll('-', ''), 'ES') },
  ITALIAN,
  // France: the key is what is left of the number by 97.
  { shape: /[12] ?\d{2} ?(?:0\d|1[0-2]|[2-9]\d) ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}/gi, isOne: isFrench },
  // Switzerland
  { shape: /756\.\d{4}\.\d{4}\.\d{2}/g, isOne: (written) => isEan13(digitsIn(written)) },
  // Brazil
  { shape: /\d{3}\.\d{3}\.\d{3}-\d{2}/g, isOne: (written) => isTaxID(written, 'pt-BR') },
  // China
  { shape: /[1-9]\d{16}[\dX]/gi, isOne: (written) => isIdentityCard(written.toUpperCase(), 'zh-CN') },
  // Poland
  { shape: /\d{11}/g, isOne: (written) => isPolishDate(written) && isIdentityCard(written, 'PL') },
  // Sweden
  { shape: /(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])[-+]\d{4}/g, isOne: (written) => isLuhn(digitsIn(written).slice(-10)) },
  // Finland
  { shape: /\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]/gi, isOne: (written) => isIdentityCard(written.toUpperCase(), 'FI') },
]

export const findNationalIds: Detector = function* (text) {
  // All others have digits, and most texts have none.
  for (const { shape, isOne } of /\d/.test(text) ? SCHEMES : [ITALIAN]) {
    for (const { 0: written, index: start } of text.matchAll(shape)) {
      const span = { start, end: start + written.length }
      if (standsAlone(text, span) && isOne(written)) yield span
    }
  }
}

function isFrench(written: string): boolean {
  const plain = written.replaceAll(' ', '').toUpperCase()
  const number = plain.slice(0, 13).replace('2A', '19').replace('2B', '18')
  return plain.length === 15 && /^\d{13}$/.test(number) && 97 - (Number(number) % 97) === Number(plain.slice(13))
}

const isEan13 = (digits: string): boolean => [...digits].reduce((sum, digit, index) => sum + Number(digit) * (index % 2 === 0 ? 1 : 3), 0) % 10 === 0

/** The century is told by what is added to the month. */
function isPolishDate(written: string): boolean {
  const month = Number(written.slice(2, 4)) % 20
  const day = Number(written.slice(4, 6))
  return month >= 1 && month <= 12 && day >= 1 && day <= 31
}
