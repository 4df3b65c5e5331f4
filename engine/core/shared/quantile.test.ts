import { expect, it } from 'vitest'
import { quantile } from './quantile'

it('a quantile lies between the values around its place, whatever their order', () => {
  expect(quantile([40, 10, 30, 20], 0)).toBe(10)
  expect(quantile([40, 10, 30, 20], 0.5)).toBe(25)
  expect(quantile([40, 10, 30, 20], 1)).toBe(40)
  expect(quantile([7], 0.95)).toBe(7)
})

it('nothing has no quantile', () => {
  expect(quantile([], 0.5)).toBeNaN()
})
