import { expect, it } from 'vitest'
import { hasErrors, problemLine } from './problem-lines'

const problem = { severity: 'error', code: 'unknown_key', message: 'No such key.', line: 3, column: 5, endLine: 3, endColumn: 9, replacement: null } as const

it('begins with the place in the form that editors open', () => {
  expect(problemLine('dir/a.yaml', problem)).toBe('dir/a.yaml:3:5: No such key.')
  expect(problemLine('a.yaml', { ...problem, severity: 'warning' })).toBe('a.yaml:3:5: warning: No such key.')
})

it('adds the cure where the sentence does not name it', () => {
  expect(problemLine('a.yaml', { ...problem, replacement: 'needs' })).toBe('a.yaml:3:5: No such key. Write `needs` instead.')
  expect(problemLine('a.yaml', { ...problem, message: 'Did you mean `needs`?', replacement: 'needs' })).toBe('a.yaml:3:5: Did you mean `needs`?')
})

it('counts warnings as no errors', () => {
  expect(hasErrors([{ ...problem, severity: 'warning' }])).toBe(false)
  expect(hasErrors([problem])).toBe(true)
})
