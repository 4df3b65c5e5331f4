import { describe, expect, it } from 'vitest'
import type { Json } from '../../contract/json'
import { findSecret, maskError, maskJson } from './mask-json'

const masker = { isIdle: false, mask: (text: string) => text.replaceAll(/sesame-\w+|12345678/g, '•••') }
const idle = { isIdle: true, mask: () => 'never asked' }

const clean = { a: ['x', 1, null, { b: true }], c: {} }
const planted = { 'sesame-one': 1, 'sesame-two': 2, list: [{ deep: 'x sesame-open y' }, 12345678.5], same: clean }

describe('masking of JSON', () => {
  it('reaches texts, keys and numbers, however deep, and loses no entry', () => {
    expect(maskJson(planted, masker)).toEqual({ '•••': 1, '••• 2': 2, list: [{ deep: 'x ••• y' }, '•••.5'], same: clean })
  })

  it('numbers the keys that look alike past those that are there already', () => {
    expect(Object.keys(maskJson({ '••• 2': 0, 'sesame-a': 1, 'sesame-b': 2, 'sesame-c': 3 }, masker) ?? {})).toEqual(['••• 2', '•••', '••• 3', '••• 4'])
  })

  it('loses none of 30,000 keys that look alike', () => {
    const map = Object.fromEntries(Array.from({ length: 30_000 }, (_, index) => [`sesame-${index}`, index]))
    const keys = Object.keys(maskJson(map, masker) ?? {})
    expect(keys).toHaveLength(30_000)
    expect(keys.at(-1)).toBe('••• 30000')
  })

  it('gives back the very same value where there is nothing to mask', () => {
    expect(maskJson(clean, masker)).toBe(clean)
    expect(maskJson(planted, idle)).toBe(planted)
    const shown = maskJson({ planted: 'sesame-open', clean }, masker)
    expect(shown).toHaveProperty('clean', clean)
  })

  it('keeps a key that stands for the prototype a key', () => {
    const map = JSON.parse('{"__proto__": "sesame-open", "a": 1}')
    expect(JSON.stringify(maskJson(map, masker))).toBe('{"__proto__":"•••","a":1}')
  })

  it('masks message and details of a failure', () => {
    expect(maskError({ code: 'http_failed', message: 'no sesame-open', details: { header: 'sesame-open', status: 401 } }, masker)).toEqual({ code: 'http_failed', message: 'no •••', details: { header: '•••', status: 401 } })
    expect(maskError({ code: 'http_failed', message: 'no' }, masker)).toEqual({ code: 'http_failed', message: 'no' })
    const error = { code: 'http_failed', message: 'sesame-open' } as const
    expect(maskError(error, idle)).toBe(error)
  })
})

it('finds where a secret stands', () => {
  const values: readonly Json[] = [planted, { a: { b: ['', 'sesame-open'] } }, { a: 12345678 }, { a: { 'sesame-x': 1 } }, 'sesame-open', clean]
  expect(values.map((value) => findSecret(value, masker))).toEqual(['', 'a.b.1', 'a', 'a', '', null])
  expect(findSecret(planted, idle)).toBe(null)
})
