import { expect, it } from 'vitest'
import { readJson } from './read-json'

it('gives what a JSON text holds, also when that is null', () => {
  expect(readJson('{"a":[1,null]}')).toEqual({ a: [1, null] })
  expect(readJson('null')).toBeNull()
})

it('gives nothing for what is not JSON', () => {
  expect(readJson('{a}')).toBeUndefined()
  expect(readJson('')).toBeUndefined()
})
