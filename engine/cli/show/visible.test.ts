import fc from 'fast-check'
import { expect, it } from 'vitest'
import { anyCharacter } from '../../testing/any-character'
import { cut, visible } from './visible'

const escape = String.fromCodePoint(0x1b)

it('drops colours and spells every other control character', () => {
  expect(visible(`${escape}[31mred${escape}[0m`)).toBe('red')
  expect(visible(`${escape}]0;title\u0007`)).toBe('\\x1b]0;title\\x07')
  expect(visible('two\nlines\r')).toBe('two\\nlines\\r')
  expect(visible('left\u202eright')).toBe('left\\u{202e}right')
})

it('leaves tabs, letters of every script and joined emoji alone', () => {
  const text = 'a\tÆ 中文 👩‍💻'
  expect(visible(text)).toBe(text)
})

it('never lets a control character through', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      expect(visible(text)).not.toMatch(/(?!\t)[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u)
    }),
  )
})

it('cuts by characters, not by halves of them', () => {
  expect(cut('short', 10)).toBe('short')
  expect(cut('👍👍👍👍', 3)).toBe('👍👍…')
  expect(cut('anything', 0)).toBe('')
  expect(cut('anything', -4)).toBe('')
})
