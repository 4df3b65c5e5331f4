import { expect, it } from 'vitest'
import { isSame, readEdited, toEdit } from './edited-value'

it.each([['a text'], [''], [{ a: [1, null] }], [3], [null]])('what is not touched stays what it was: %j', (value) => {
  expect(readEdited(toEdit(value))).toEqual({ ok: true, value })
})

it('says why something is no value', () => {
  expect(readEdited({ text: '{ a', asText: false })).toMatchObject({ ok: false, because: expect.stringMatching(/^This is not JSON: /) })
})

it('knows what was edited', () => {
  expect([isSame({ a: 1 }, { a: 1 }), isSame({ a: 1 }, { a: 2 })]).toEqual([true, false])
})
