import { describe, expect, it } from 'vitest'
import type { PipelineInput } from '../../../engine/contract/pipeline'
import { fieldErrors, initialValues, readForm } from './run-input'

const input = (name: string, over: Partial<PipelineInput> = {}): PipelineInput => ({
  name,
  type: 'string',
  required: false,
  description: '',
  default: null,
  options: null,
  ...over,
})

const inputs = [
  input('topic', { required: true }),
  input('title', { default: 'Digest' }),
  input('count', { type: 'integer', default: 3 }),
  input('ratio', { type: 'number' }),
  input('loud', { type: 'boolean' }),
  input('mode', { options: ['fast', 2, true] }),
  input('extra', { type: 'object', default: { a: 1 } }),
  input('tags', { type: 'array' }),
]

describe('initialValues', () => {
  it('opens with the defaults, and with what was given instead', () => {
    expect(initialValues(inputs)).toEqual({ topic: '', title: 'Digest', count: '3', ratio: '', loud: false, mode: '', extra: '{\n  "a": 1\n}', tags: '' })
    expect(initialValues(inputs, { topic: 'tea', loud: true, mode: 2, tags: ['x'] })).toMatchObject({
      topic: 'tea',
      loud: true,
      mode: '2',
      tags: '[\n  "x"\n]',
    })
  })
})

describe('readForm', () => {
  it('gives typed values and leaves out what was left blank', () => {
    const values = { ...initialValues(inputs), topic: 'tea', count: '4', ratio: '0.5', mode: '"fast"', tags: '["a"]' }
    expect(readForm(inputs, values)).toEqual({
      ok: true,
      input: { topic: 'tea', title: 'Digest', count: 4, ratio: 0.5, loud: false, mode: 'fast', extra: { a: 1 }, tags: ['a'] },
    })
    expect(readForm([input('note')], { note: ' ' })).toEqual({ ok: true, input: {} })
  })

  it('takes a cleared default for an empty text', () => {
    expect(readForm([input('title', { default: 'Digest' })], { title: '' })).toEqual({ ok: true, input: { title: '' } })
  })

  it('says at each field what is wrong', () => {
    const read = readForm(inputs, { topic: '', count: '1.5', ratio: 'many', extra: '[1]', tags: '{', mode: '' })
    expect(read).toEqual({
      ok: false,
      errors: {
        topic: 'This is needed to start.',
        count: 'This must be a whole number.',
        ratio: 'This is not a number.',
        extra: 'This must be an object: {"name": "value"}.',
        tags: 'This is not valid JSON. A list looks like ["a", "b"].',
      },
    })
  })
})

it("puts the engine's sentences at the fields they speak of", () => {
  expect(fieldErrors({ fields: { topic: '`topic` is required.', other: 'There is no input `other`.', bad: 3 } }, inputs)).toEqual({
    topic: '`topic` is required.',
  })
  expect(fieldErrors(undefined, inputs)).toEqual({})
})
