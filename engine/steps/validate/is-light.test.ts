import { expect, it } from 'vitest'
import { isLight } from './is-light'

const rules = (schema: Record<string, string>) => ({ schema, rows: null })

it('is light what meets few rules and patterns', () => {
  expect(isLight('a'.repeat(60_000), rules({ type: 'string' }), 0)).toBe(true)
  expect(isLight('a'.repeat(70_000), rules({ type: 'string' }), 0)).toBe(false)
  expect(isLight('a'.repeat(4000), rules({ pattern: '^a' }), 5)).toBe(true)
  expect(isLight('a'.repeat(5000), rules({ pattern: '^a' }), 5)).toBe(false)
  expect(isLight('a', rules({ $ref: '#' }), 0)).toBe(false)
})

it('counts what patterns come to, not how they are written', () => {
  expect(isLight('a'.repeat(4000), rules({ pattern: '(?:a?){999}' }), 2000)).toBe(false)
  expect(isLight('a'.repeat(500), rules({ pattern: '(?:a?){999}' }), 2000)).toBe(true)
})
