import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findPii, isPiiNumber } from './find-pii'
import { isLuhn } from './payment-card'
import { ALL_PII, type PiiKind } from './personal-data'

/** What is found, by kind. */
const found = (text: string): (readonly [PiiKind, string])[] => findPii(text, ALL_PII).map(({ kind, start, end }) => [kind, text.slice(start, end)] as const)

describe('personal data is found', () => {
  it.each<readonly [PiiKind, string, string]>([
    ['email', 'Write to ann.lee+orders@mail.example.co.uk.', 'ann.lee+orders@mail.example.co.uk'],
    ['email', '"<jürgen@müller.example>"', 'jürgen@müller.example'],
    ['phone', 'Call +49 30 901820 today', '+49 30 901820'],
    ['phone', 'Call 0049 30 901820 today', '0049 30 901820'],
    ['phone', 'Tel. (415) 555-2671, ext. 4', '(415) 555-2671'],
    ['phone', 'room 12 415-555-2671', '415-555-2671'],
    ['phone', '030 / 901820-15 (Berlin)', '030 / 901820-15'],
    ['phone', 'tel:020 7946 0018', '020 7946 0018'],
    ['phone', '01 42 68 53 00', '01 42 68 53 00'],
    ['phone', '912 345 678', '912 345 678'],
    ['payment_card', 'card 4111 1111 1111 1111 12/27', '4111 1111 1111 1111'],
    ['payment_card', '5500-0000-0000-0004', '5500-0000-0000-0004'],
    ['payment_card', '3782 822463 10005', '3782 822463 10005'],
    ['payment_card', 'no=6011111111111117;', '6011111111111117'],
    ['iban', 'IBAN DE89 3704 0044 0532 0130 00 and so on', 'DE89 3704 0044 0532 0130 00'],
    ['iban', 'gb29nwbk60161331926819', 'gb29nwbk60161331926819'],
    ['national_id', 'SSN 219-09-9998', '219-09-9998'],
    ['national_id', 'AB 12 34 56 C', 'AB 12 34 56 C'],
    ['national_id', 'DNI 12345678Z', '12345678Z'],
    ['national_id', 'RSSMRA85T10A562S', 'RSSMRA85T10A562S'],
    ['national_id', '756.9217.0769.85', '756.9217.0769.85'],
    ['national_id', '529.982.247-25', '529.982.247-25'],
    ['national_id', '11010519491231002X', '11010519491231002X'],
    ['national_id', '44051401359', '44051401359'],
    ['national_id', '811228-9874', '811228-9874'],
    ['national_id', '131052-308T', '131052-308T'],
    ['national_id', '2 55 08 14 168 025 38', '2 55 08 14 168 025 38'],
    ['ip_address', 'from 203.0.113.7:443', '203.0.113.7'],
    ['ip_address', 'from [2001:db8::8a2e:370:7334]: gone', '2001:db8::8a2e:370:7334'],
  ])('%s in %j', (kind, text, span) => {
    expect(found(text)).toEqual([[kind, span]])
  })

  it('several times, in order, each piece once', () => {
    expect(found('a@b.example 4111111111111111, c@d.example; 030 1234567 / 030 7654321')).toEqual([
      ['email', 'a@b.example'],
      ['payment_card', '4111111111111111'],
      ['email', 'c@d.example'],
      ['phone', '030 1234567'],
      ['phone', '030 7654321'],
    ])
  })

  it('as a number of JSON, when it is a payment card', () => {
    expect([4111111111111111, 4111111111111112, 1767323045000, 0.5].map((value) => isPiiNumber(value, ALL_PII))).toEqual([true, false, false, false])
  })
})

describe('nothing is found', () => {
  it.each([
    'a@b',
    '@',
    'a@@b.example',
    'import x from "@scope/name"',
    '4111 1111 1111 1112',
    '1234 5678 9012 3456',
    '41111111111111111111111',
    'DE89 3704 0044 0532 0130 01',
    'XX89370400440532013000',
    '000-12-3456',
    '666-12-3456',
    '900-12-3456',
    '123-00-4567',
    '123-45-0000',
    '1123-45-67890',
    'GB 12 34 56 C',
    '12345678A',
    '44051401358',
    '99999999999',
    '01.02.2026 10:30',
    '2026-01-02T03:04:05Z',
    '0.123456789',
    '12:30:45',
    'v1.2.3.4.5',
    '127.0.0.1',
    '256.1.1.1',
    'std::vector',
    '::',
    '10:20',
    '123e4567-e89b-12d3-a456-426614174000',
    'order 0000000001',
  ])('in %j', (text) => {
    expect(found(text)).toEqual([])
  })

  it('of what is allowed, or of a kind that is not asked for', () => {
    const text = 'Help@Example.com, +49 30 901820, 4111 1111 1111 1111'
    expect(findPii(text, { kinds: ['email', 'phone'], allow: ['help@example.com', '+4930901820'] })).toEqual([])
    expect(findPii('DE89370400440532013000', { kinds: ['phone', 'payment_card'], allow: [] })).toEqual([])
  })
})

describe('hostile texts', () => {
  it.each([
    ['of @', '@'.repeat(500_000)],
    ['of an address that does not end', `${'a.'.repeat(250_000)}@`],
    ['of digits', '4'.repeat(500_000)],
    ['of groups of digits', '4111 '.repeat(100_000)],
    ['of colons', 'a:'.repeat(250_000)],
    ['of dots', '1.'.repeat(250_000)],
    ['of beginnings of accounts', 'DE89 '.repeat(100_000)],
    ['of beginnings of numbers', '01 '.repeat(30_000)],
  ])('%s take time linear in their length', (_, text) => {
    const started = performance.now()
    findPii(text, ALL_PII)
    expect(performance.now() - started).toBeLessThan(8000)
  })

  it('never give spans that overlap or lie outside', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('4111 1111 1111 1111', 'a@b.example', '+49 30 901820', ' ', '-', '1.2.3.4', 'DE89', '０', '\0', '0'), { maxLength: 12 }),
        (parts) => {
          const text = parts.join('')
          let from = 0
          for (const { start, end } of findPii(text, ALL_PII)) {
            expect(start).toBeGreaterThanOrEqual(from)
            expect(end).toBeGreaterThan(start)
            from = end
          }
          expect(from).toBeLessThanOrEqual(text.length)
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('the check digit of cards', () => {
  it('catches every single wrong digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 1, max: 9 }), (place, add) => {
        const digits = '4111111111111111'.split('')
        digits[place] = String((Number(digits[place]) + add) % 10)
        expect(isLuhn(digits.join(''))).toBe(false)
      }),
    )
  })
})
