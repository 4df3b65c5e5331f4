import { expect, it } from 'vitest'
import { keepAnswer } from './define-query'

it('keeps the newest answers and lets the oldest go', () => {
  const answers = new Map<string, number>()
  for (let n = 0; n < 40; n += 1) keepAnswer(answers, `q${n}`, n)
  keepAnswer(answers, 'q10', 100)
  expect(answers.size).toBe(30)
  expect([...answers.keys()][0]).toBe('q11')
  expect([...answers.entries()].at(-1)).toEqual(['q10', 100])
})
