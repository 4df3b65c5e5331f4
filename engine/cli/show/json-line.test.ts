import fc from 'fast-check'
import { expect, it } from 'vitest'
import { jsonLine } from './json-line'

it('escapes the control characters that JSON would leave as they are', () => {
  expect(jsonLine({ text: '\u009b31m\u0085\u007f\u001b\u202e\u{e0001}' })).toBe('{"text":"\\u009b31m\\u0085\\u007f\\u001b\\u202e\\udb40\\udc01"}')
})

it('leaves letters of every script alone', () => {
  expect(jsonLine('Æ 中文 👍')).toBe('"Æ 中文 👍"')
})

it('never lets one through, and reads back as the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      const line = jsonLine(value)
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})
