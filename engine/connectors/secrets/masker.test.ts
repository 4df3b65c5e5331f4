import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MIN_SECRET_LENGTH } from '../../contract/secret'
import { createMasker, MASK } from './masker'

const secret = fc.oneof(
  fc.string({ minLength: MIN_SECRET_LENGTH, maxLength: 40, unit: 'grapheme-ascii' }),
  fc.string({ minLength: MIN_SECRET_LENGTH, maxLength: 40, unit: 'grapheme' }),
  // Of few letters, so that beginnings, ends and repetitions look alike.
  fc.string({ minLength: MIN_SECRET_LENGTH, maxLength: 20, unit: fc.constantFrom('a', 'b') }),
  fc.stringMatching(/^[A-Za-z0-9_-]{20,60}$/),
  // Longer than a head, and repeating itself.
  fc.string({ minLength: 60, maxLength: 200, unit: fc.constantFrom('a', 'b') }),
  fc.tuple(fc.constantFrom('a', 'ab', 'abcabd'), fc.integer({ min: 20, max: 60 }), fc.string({ maxLength: 20 })).map(([unit, times, end]) => unit.repeat(times) + end),
  fc.string({ minLength: 60, maxLength: 150, unit: 'grapheme' }),
).filter((value) => value.trim().length >= MIN_SECRET_LENGTH && !/[\r\n]/.test(value))

const text = fc.string({ maxLength: 60, unit: fc.constantFrom('a', 'b', 'x', ' ', '-', '%', 'é', '"', '\n') })

/** How programs write a value, by themselves and not by our own table of spellings. */
const WAYS: readonly (readonly [string, (value: string) => string])[] = [
  ['plain', (value) => value],
  ['base64', (value) => Buffer.from(value).toString('base64')],
  ['base64 without padding', (value) => Buffer.from(value).toString('base64').replaceAll('=', '')],
  ['base64url', (value) => Buffer.from(value).toString('base64url')],
  ['URL component', (value) => encodeURIComponent(value)],
  ['URL component, lower hex', (value) => encodeURIComponent(value).replaceAll(/%[0-9A-F]{2}/g, (found) => found.toLowerCase())],
  ['form', (value) => new URLSearchParams([['', value]]).toString().slice(1)],
  ['URI', (value) => encodeURI(value)],
  ['hex', (value) => Buffer.from(value).toString('hex')],
  ['hex, upper', (value) => Buffer.from(value).toString('hex').toUpperCase()],
  ['JSON', (value) => JSON.stringify(value).slice(1, -1)],
  ['JSON with slashes escaped', (value) => JSON.stringify(value).slice(1, -1).replaceAll('/', '\\/')],
  ['JSON in JSON', (value) => JSON.stringify(JSON.stringify(value)).slice(3, -3)],
  ['JSON in ASCII', (value) => JSON.stringify(value).slice(1, -1).replaceAll(/[\u007f-\uffff]/g, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`)],
]
const way = fc.constantFrom(...WAYS)

/** The text in pieces that end at these places. */
function pieces(whole: string, cuts: readonly number[]): readonly string[] {
  const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)).sort((a, b) => a - b), whole.length]
  return places.slice(1).map((to, index) => whole.slice(places[index], to))
}

function streamed(masker: ReturnType<typeof createMasker>, parts: readonly string[]): string {
  const stream = masker.stream()
  return parts.map((part) => stream.push(part)).join('') + stream.end()
}

describe('masking', () => {
  it.each(WAYS)('hides a secret as %s', (_name, write) => {
    const value = 'p"ä/s\\s w+rd=&<é>!'
    expect(createMasker([value]).mask(`before ${write(value)} after`)).toBe(`before ${MASK} after`)
  })

  it('hides any secret, written in any way, wherever the text is cut', () => {
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 5 }), way, text, text, fc.array(fc.nat(), { maxLength: 8 }), (secrets, [, write], before, after, cuts) => {
        const masker = createMasker(secrets)
        const written = write(secrets[0] ?? '')
        const whole = `${before}${written}${after}`
        const shown = streamed(masker, pieces(whole, cuts))
        expect(shown).toBe(masker.mask(whole))
        expect(shown).not.toContain(written)
        expect(shown).toContain(MASK)
      }),
      { numRuns: 1000 },
    )
  })

  it('hides a secret inside a longer text in base64, but for the bits that it shares with its neighbours', () => {
    fc.assert(
      fc.property(secret, text, text, fc.constantFrom<BufferEncoding>('base64', 'base64url'), fc.array(fc.nat(), { maxLength: 4 }), (value, before, after, encoding, cuts) => {
        const whole = Buffer.from(before + value + after).toString(encoding)
        const shown = streamed(createMasker([value]), pieces(whole, cuts))
        const left = shown.split(MASK).map((part) => part.length)
        // What is left can hold no more than what stands around the secret, and a character at each seam.
        const around = Math.ceil((Buffer.byteLength(before) * 4) / 3) + Math.ceil((Buffer.byteLength(after) * 4) / 3) + 6
        expect(left.length).toBeGreaterThan(1)
        expect(left.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(around)
      }),
      { numRuns: 1000 },
    )
  })

  it('leaves text without secrets as it is, and whole, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[Q-Z0-9]{8,30}$/), { minLength: 1, maxLength: 20 }), fc.array(fc.string({ unit: fc.constantFrom('a', 'g', 'Q', 'R', '!', ' ') }), { maxLength: 12 }), (secrets, parts) => {
        const whole = parts.join('')
        fc.pre(secrets.every((value) => !whole.includes(value)))
        const masker = createMasker(secrets)
        expect(streamed(masker, parts)).toBe(whole)
        expect(masker.mask(whole)).toBe(whole)
      }),
    )
  })

  it('holds back no more than what may be the beginning of a secret', () => {
    const stream = createMasker(['sesame-open']).stream()
    expect([stream.push('say ses'), stream.push('ame-ope'), stream.push('d it, sesame'), stream.push('-open'), stream.end()]).toEqual(['say ', '', 'sesame-oped it, ', MASK, ''])
  })

  it('puts one mask over secrets that overlap, and one over each that stands apart', () => {
    const masker = createMasker(['abcdefgh', 'efghijkl', 'cdefghij'])
    expect(masker.mask('>abcdefghijkl<abcdefgh abcdefgh')).toBe(`>${MASK}<${MASK} ${MASK}`)
    expect(streamed(masker, '>abcdefghijkl<abcdefgh abcdefgh'.split(''))).toBe(`>${MASK}<${MASK} ${MASK}`)
  })

  it('hides each line of a secret that has several, unless it is too short to be told from words', () => {
    const masker = createMasker(['-----BEGIN KEY-----\nMIIEvQIBADANBg\r\nshort\nkqhkiG9w0B\n-----END KEY-----\n'])
    expect(['MIIEvQIBADANBg', '  kqhkiG9w0B', 'short'].map((line) => masker.mask(line))).toEqual([MASK, `  ${MASK}`, 'short'])
  })

  it('hides a value that was kept with spaces around it, and is printed without', () => {
    const masker = createMasker(['  sesame-open\n'])
    expect(masker.mask(`key=sesame-open ${Buffer.from('sesame-open').toString('base64')}`)).toBe(`key=${MASK} ${MASK}`)
  })

  it('finds a long secret again behind what looked like its beginning', () => {
    const masker = createMasker([`${'ab'.repeat(100)}the end`])
    expect(masker.mask(`>${'ab'.repeat(150)}the end<`)).toBe(`>${MASK}<`)
    expect(streamed(masker, `>${'ab'.repeat(150)}the end<`.split(''))).toBe(`>${MASK}<`)
  })

  it('hides as much of a long secret as there is, when it was cut', () => {
    const value = Array.from({ length: 50 }, (_, index) => `part-${index}`).join(';')
    expect(createMasker([value]).mask(`${value.slice(0, 200)}…`)).toBe(`${MASK}…`)
  })

  it('hides a long secret in its usual spellings', () => {
    const value = `{"key": "${'a/b+c d'.repeat(100)}"}`
    const usual = ['plain', 'base64', 'base64 without padding', 'base64url', 'URL component', 'form', 'hex', 'JSON']
    const masker = createMasker([value])
    expect(WAYS.filter(([name]) => usual.includes(name)).map(([, write]) => masker.mask(`(${write(value)})`))).toEqual(usual.map(() => `(${MASK})`))
  })

  it('hides base64 that was broken into lines', () => {
    const value = Array.from({ length: 50 }, (_, index) => `part-${index}`).join(';')
    const masker = createMasker([value])
    for (const width of [64, 76]) {
      const lines = Buffer.from(value).toString('base64').match(new RegExp(`.{1,${width}}`, 'g')) ?? []
      expect(lines.length).toBeGreaterThan(3)
      expect(lines.filter((line) => line.length >= MIN_SECRET_LENGTH).map((line) => masker.mask(line))).toEqual(lines.filter((line) => line.length >= MIN_SECRET_LENGTH).map(() => MASK))
    }
  })

  it('is idle without secrets', () => {
    const masker = createMasker([])
    const stream = masker.stream()
    expect([masker.isIdle, masker.mask('text'), stream.push('te'), stream.push('xt'), stream.end()]).toEqual([true, 'text', 'te', 'xt', ''])
    expect(createMasker(['sesame-open']).isIdle).toBe(false)
  })
})
