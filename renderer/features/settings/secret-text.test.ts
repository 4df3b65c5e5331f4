import { expect, test } from 'vitest'
import { endsWithEnter, withoutLastBreak } from './secret-text'

test('a pasted value loses the one line break at its end', () => {
  expect(withoutLastBreak('sk-1234\n')).toBe('sk-1234')
  expect(withoutLastBreak('sk-1234\r\n')).toBe('sk-1234')
  expect(withoutLastBreak('first\nlast\n')).toBe('first\nlast')
  expect(withoutLastBreak('sk-1234\n\n')).toBe('sk-1234\n\n')
})

test('Enter ends a value of one line only', () => {
  expect(endsWithEnter('sk-1234')).toBe(true)
  expect(endsWithEnter('first\nlast')).toBe(false)
})
