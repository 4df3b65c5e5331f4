import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isPointId, toPointId } from './point-id'

it.each([
  ['42', 42],
  ['0', 0],
  ['550e8400-e29b-41d4-a716-446655440000', '550e8400-e29b-41d4-a716-446655440000'],
])('Qdrant takes %s as it is', (id, point) => {
  expect(isPointId(id)).toBe(true)
  expect(toPointId(id)).toBe(point)
})

it.each(['doc-1', '007', '-1', '1.5', '9007199254740993', '550E8400-E29B-41D4-A716-446655440000', ''])('%j becomes a UUID, the same each time', (id) => {
  expect(isPointId(id)).toBe(false)
  expect(toPointId(id)).toMatch(/^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  expect(toPointId(id)).toBe(toPointId(id))
})

it('what is stored is found by later versions, too', () => {
  expect(toPointId('doc-1')).toBe('54f72276-bdca-5708-864a-8018e91e8b1d')
})

it('different ids stay different', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => (toPointId(a) === toPointId(b)) === (a === b)))
})
