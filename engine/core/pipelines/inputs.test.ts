import { describe, expect, it } from 'vitest'
import type { Json } from '../../contract/json'
import type { PipelineInput } from '../../contract/pipeline'
import { EngineError } from '../shared/engine-error'
import { boundInput, checkInputs, parseInputText } from './inputs'

const input = (name: string, over: Partial<PipelineInput> = {}): PipelineInput => ({
  name,
  type: 'string',
  required: false,
  description: '',
  default: null,
  options: null,
  ...over,
})

const declared = [
  input('topic', { required: true }),
  input('count', { type: 'integer', default: 3 }),
  input('mode', { options: ['fast', 'good'] }),
  input('extra', { type: 'object' }),
]

function refusal(given: Record<string, Json>, inputs: readonly PipelineInput[] = declared): EngineError | null {
  try {
    checkInputs(inputs, given)
    return null
  } catch (error) {
    if (error instanceof EngineError) return error
    throw error
  }
}

describe('checkInputs', () => {
  it('fills in defaults, and null for what has none', () => {
    expect(checkInputs(declared, { topic: 'tea' })).toEqual({ topic: 'tea', count: 3, mode: null, extra: null })
  })

  it('takes null for "not given"', () => {
    expect(checkInputs(declared, { topic: 'tea', count: null, mode: 'good' })).toEqual({ topic: 'tea', count: 3, mode: 'good', extra: null })
    expect(refusal({ topic: null })?.message).toBe('`topic` is required.')
  })

  it('tells everything that is wrong at once, by name too', () => {
    expect(refusal({ topc: 'tea', count: 1.5, mode: 'slow', extra: [], zzzzzzzz: 1 })).toMatchObject({
      code: 'input_invalid',
      message:
        'There is no input `topc`. Did you mean `topic`? There is no input `zzzzzzzz`. `topic` is required. `count` must be a whole number. `mode` must be one of "fast", "good". `extra` must be an object.',
      details: {
        fields: {
          topc: 'There is no input `topc`. Did you mean `topic`?',
          zzzzzzzz: 'There is no input `zzzzzzzz`.',
          topic: '`topic` is required.',
          count: '`count` must be a whole number.',
          mode: '`mode` must be one of "fast", "good".',
          extra: '`extra` must be an object.',
        },
      },
    })
  })

  it('takes nothing from a prototype', () => {
    expect(checkInputs([input('constructor')], {})).toEqual({ constructor: null })
    expect(refusal({ toString: 'x' }, [])?.message).toBe('There is no input `toString`.')
  })

  it.each<[PipelineInput['type'], Json, boolean]>([
    ['string', 'x', true],
    ['string', 1, false],
    ['number', 1.5, true],
    ['number', '1', false],
    ['integer', 2, true],
    ['integer', 2 ** 60, false],
    ['boolean', false, true],
    ['boolean', 'false', false],
    ['array', [], true],
    ['array', {}, false],
    ['object', {}, true],
    ['object', 'x', false],
  ])('for the type %s and %j answers %j', (type, value, fits) => {
    expect(refusal({ x: value }, [input('x', { type })]) === null).toBe(fits)
  })

  it('compares options by content', () => {
    expect(refusal({ x: { a: [1] } }, [input('x', { type: 'object', options: [{ a: [1] }] })])).toBeNull()
  })
})

describe('parseInputText', () => {
  it.each<[PipelineInput['type'], string, Json]>([
    ['string', ' 42 ', ' 42 '],
    ['number', '4.5', 4.5],
    ['integer', ' 42 ', 42],
    ['boolean', 'true', true],
    ['object', '{"a": [1]}', { a: [1] }],
    ['array', '[1, "x"]', [1, 'x']],
  ])('reads a %s from %j', (type, text, value) => {
    expect(parseInputText(input('x', { type }), text)).toEqual(value)
  })

  it.each<[PipelineInput['type'], string, string]>([
    ['number', 'four', '`x` must be a number.'],
    ['number', '1e999', '`x` must be a number.'],
    ['number', '', '`x` must be a number.'],
    ['integer', '4.5', '`x` must be a whole number.'],
    ['boolean', 'yes', '`x` must be true or false.'],
    ['object', '[1]', '`x` must be an object, written as JSON.'],
    ['array', '[1', '`x` must be a list, written as JSON.'],
  ])('refuses a %s from %j', (type, text, message) => {
    expect(() => parseInputText(input('x', { type }), text)).toThrow(
      expect.objectContaining({ code: 'input_invalid', message, details: { fields: { x: message } } }),
    )
  })
})

describe('the size of an input', () => {
  const nested = (levels: number): Json => (levels === 0 ? 1 : [nested(levels - 1)])

  it.each<[string, Record<string, Json>]>([
    ['a text of a mebibyte', { text: 'x'.repeat(1024 * 1024 - 20) }],
    ['199 levels below it', { value: nested(199) }],
  ])('may be %s', (_what, given) => {
    expect(() => boundInput(given)).not.toThrow()
  })

  it.each<[string, Record<string, Json>, string]>([
    ['a longer text', { text: 'x'.repeat(1024 * 1024) }, 'larger than 1 MiB (1048576 characters of JSON)'],
    ['many small values', { list: Array.from({ length: 600_000 }, () => 1) }, 'Put it into a file'],
    ['more levels', { value: nested(200) }, 'nests deeper than 200 levels'],
  ])('is refused for %s', (_what, given, sentence) => {
    expect(() => boundInput(given)).toThrow(expect.objectContaining({ code: 'input_invalid', message: expect.stringContaining(sentence) }))
  })
})
