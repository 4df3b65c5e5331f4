import { afterAll, describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../contract/json'
import { openImporting } from '../../../testing/imported'

const { importing, close } = openImporting()
afterAll(close)

const validation = (config: Json, type = 'validation') => {
  const { with: steps, notes, report } = importing({ name: 'a', stages: [{ id: 'check', type, config }] })
  return { step: steps['check'], notes, report }
}
const rowsOf = (config: JsonObject) => validation(config).step?.rows
const NO_RULES = 'not_kept stages[0].config: No rule could be kept; the step only sees to it that the records are a list.'

describe('a word for what a field is', () => {
  const words: [string, JsonObject][] = [
    ['string', { type: 'string' }],
    ['str', { type: 'string' }],
    ['text', { type: 'string' }],
    ['integer', { type: 'integer' }],
    ['int', { type: 'integer' }],
    ['number', { type: 'number' }],
    ['float', { type: 'number' }],
    ['Boolean', { type: 'boolean' }],
    ['bool', { type: 'boolean' }],
    ['date', { type: 'date' }],
    ['datetime', { type: 'date' }],
    ['email', { pattern: '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$' }],
    ['phone', { pattern: '^[+]?[0-9][0-9 ()./-]{4,24}$' }],
    ['url', { pattern: '^https?://[^\\s/]+' }],
    ['any', {}],
    ['required', { required: true }],
    ['not_null', { required: true }],
    ['unique', { unique: true }],
  ]
  it.each(words)('%s is kept in a schema, by field, and in rules', (word, rule) => {
    expect(rowsOf({ schema: { x: word } })).toEqual({ x: { required: true, ...rule } })
    expect(rowsOf({ rules: { x: word } })).toEqual({ x: rule })
    for (const key of ['type', 'rule', 'format']) expect(rowsOf({ rules: [{ field: 'x', [key]: word }] })).toEqual({ x: rule })
  })

  it.each([
    ['email_format', 'email', words[11]?.[1]],
    ['phone_format', 'phone', words[12]?.[1]],
    ['first_name_required', 'first_name', { required: true }],
    ['age_not_null', 'age', { required: true }],
    ['id_unique', 'id', { unique: true }],
  ])('stands in a list of rules as %s', (word, field, rule) => {
    const { step, notes } = validation({ rules: [word] })
    expect(step?.rows).toEqual({ [field]: rule })
    expect(notes).toEqual([`assumed stages[0].config.rules[0]: \`${word}\` is taken for a rule of the field \`${field}\`.`])
  })

  it('that nobody knows is told, and the field need only be there', () => {
    const { step, notes } = validation({ schema: { x: 'money', y: 5, z: ['string'] } })
    expect(step?.rows).toEqual({ x: { required: true }, y: { required: true }, z: { required: true } })
    expect(notes.toSorted()).toEqual([
      'assumed stages[0].config.schema: Each field that has a type must be there and not be empty.',
      'not_kept stages[0].config.schema.x: The type of `x` is none that is known here.',
      'not_kept stages[0].config.schema.y: The type of `y` is none that is known here.',
      'not_kept stages[0].config.schema.z: The type of `z` is none that is known here.',
    ])
  })

  it.each(['money_format', 'strange', '_format', 5, ['a']])('that is no rule, as %j, is told', (rule) => {
    expect(validation({ rules: [rule] }).notes).toEqual([
      NO_RULES,
      expect.stringMatching(/^not_kept stages\[0\]\.config\.rules\[0\]: `.*` is no rule that is known here\.$/),
    ])
  })
})

describe('the details of a rule', () => {
  it('are kept', () => {
    const rule = { type: 'int', required: true, unique: false, min: -1, max: 9.5, min_length: 0, max_length: 9, pattern: '^a', one_of: ['a', 1, true] }
    const wanted = { x: { ...rule, type: 'integer' } }
    expect(validation({ schema: { x: rule } })).toMatchObject({ step: { rows: wanted }, notes: [] })
    expect(validation({ rules: { x: rule } })).toMatchObject({ step: { rows: wanted }, notes: [] })
    expect(validation({ rules: [{ field: 'x', ...rule }] })).toMatchObject({ step: { rows: wanted }, notes: [] })
    expect(validation({ rules: { field: { required: true } } }).step?.rows).toEqual({ field: { required: true } })
  })

  it.each(['one_of', 'enum', 'allowed', 'values'])('list what is allowed under `%s`', (key) => {
    expect(rowsOf({ rules: { x: { [key]: ['a'] } } })).toEqual({ x: { one_of: ['a'] } })
  })

  it.each(['pattern', 'regex'])('hold a pattern under `%s`', (key) => {
    expect(rowsOf({ rules: { x: { [key]: '^a$' } } })).toEqual({ x: { pattern: '^a$' } })
  })

  it.each<[Json, string]>([
    [{ type: ['a'] }, 'type: The type of `x` is none that is known here.'],
    [{ required: 'yes' }, 'required: `required` should be true or false, but is text.'],
    [{ min: '1' }, 'min: `min` should be a number, but is text.'],
    [{ min_length: 1.5 }, 'min_length: `min_length` is a whole number from 0.'],
    [{ max_length: -1 }, 'max_length: `max_length` is a whole number from 0.'],
    [{ pattern: '(?=a)' }, "pattern: The pattern cannot be used: patterns are RE2's, without look-around and back references."],
    [{ pattern: '' }, 'pattern: The pattern cannot be used'],
    [{ pattern: ['a'] }, 'pattern: The pattern cannot be used'],
    [{ pattern: 'a'.repeat(1001) }, 'pattern: The pattern cannot be used'],
    [{ one_of: 'a' }, 'one_of: `one_of` is a list of texts, numbers and truths; what is none is left out.'],
    [{ one_of: Array.from({ length: 1001 }, (_, index) => index) }, 'one_of: A rule lists 1000 values at most; these are not checked.'],
    [{ lower: true }, 'lower: `lower` of a rule has no counterpart.'],
  ])('that cannot be kept are told: %j', (rule, words) => {
    const { step, notes } = validation({ rules: { x: rule } })
    expect(step?.rows).toEqual({ x: {} })
    expect(notes).toEqual([expect.stringContaining(`not_kept stages[0].config.rules.x.${words}`)])
  })

  it('keep the longest pattern and the longest list there may be, and what is plain in a list', () => {
    const all = Array.from({ length: 1000 }, (_, index) => index)
    expect(rowsOf({ rules: { x: { one_of: all, pattern: 'a'.repeat(1000) } } })).toEqual({ x: { one_of: all, pattern: 'a'.repeat(1000) } })
    expect(validation({ rules: { x: { one_of: ['a', null] } } })).toMatchObject({
      step: { rows: { x: { one_of: ['a'] } } },
      notes: [expect.stringContaining('left out')],
    })
  })
})

describe('the rules of a stage', () => {
  it.each(['required', 'required_fields'])('name fields that must be there under `%s`', (key) => {
    expect(validation({ [key]: ['a', 5] })).toMatchObject({ step: { rows: { a: { required: true }, 5: { required: true } } }, notes: [] })
    expect(validation({ [key]: ['a', ['b'], null] }).notes).toHaveLength(2)
  })

  it('come together for one field', () => {
    expect(rowsOf({ schema: { x: 'integer' }, rules: { x: { min: 1 } }, required: ['x', 'y'] })).toEqual({
      x: { required: true, type: 'integer', min: 1 },
      y: { required: true },
    })
  })

  it('tell of a word that is no rule by its field, and of one that stands alone', () => {
    expect(validation({ rules: { x: 'money', y: ['a'] } }).notes).toEqual([
      'not_kept stages[0].config.rules.x: The rule for `x` is none that is known here.',
      'not_kept stages[0].config.rules.y: The rule for `y` is none that is known here.',
    ])
    expect(rowsOf({ rules: 'email_format' })).toEqual({ email: { pattern: expect.any(String) } })
  })

  it('do not say that fields must be there which the source lets be away', () => {
    expect(validation({ schema: { x: { type: 'integer' } } })).toMatchObject({ step: { rows: { x: { type: 'integer' } } }, notes: [] })
    expect(validation({ schema: {} }).notes).toEqual([NO_RULES])
  })

  it.each([
    [{ type: 'object', required: ['a'] }, { type: 'array', items: { type: 'object', required: ['a'] } }, 'each record'],
    [{ properties: { a: {} } }, { type: 'array', items: { properties: { a: {} } } }, 'each record'],
    [
      { $schema: 'https://json-schema.org/draft/2020-12/schema' },
      { type: 'array', items: { $schema: 'https://json-schema.org/draft/2020-12/schema' } },
      'each record',
    ],
    [{ type: 'array', minItems: 1 }, { type: 'array', minItems: 1 }, 'the list of records'],
  ])('are a JSON Schema: %j', (schema, kept, what) => {
    const { step, notes } = validation({ schema })
    expect(step).toEqual({ value: [], schema: kept })
    expect(notes).toEqual([`assumed stages[0].config.schema: It is read as a JSON Schema for ${what}.`])
  })

  it('stand beside a JSON Schema', () => {
    expect(validation({ schema: { properties: {} }, required: ['a'] }).step).toEqual({
      value: [],
      schema: { type: 'array', items: { properties: {} } },
      rows: { a: { required: true } },
    })
  })

  it('are those of fields where one of them is called `type` or `properties`', () => {
    expect(rowsOf({ schema: { type: 'string', name: 'string' } })).toMatchObject({ type: { type: 'string' }, name: { type: 'string' } })
    expect(rowsOf({ schema: { properties: 'string' } })).toMatchObject({ properties: { type: 'string' } })
    expect(validation({ schema: { type: 'object' } }).step?.rows).toEqual({ type: { required: true } })
  })

  it('that are none are told, with their place in the text', () => {
    const text = 'name: a\nstages:\n  - id: check\n    type: validation\n    config:\n      schema: [x]\n      rules: { x: { min: low } }\n'
    expect(importing(text).report.map(({ path, line, column }) => [path, line, column])).toEqual([
      ['stages[0].config.schema', 6, 7],
      ['stages[0].config.rules.x.min', 7, 21],
    ])
  })

  it.each([
    [{ strict: false }, 'report'],
    [{ strict: true }, undefined],
    [{ fail_on_error: false }, 'report'],
    [{ fail_on_error: true }, undefined],
    [{}, undefined],
  ])('with %j end the run, or only report', (config, wanted) => {
    expect(validation({ required: ['a'], ...config })).toMatchObject({
      step: wanted === undefined ? expect.not.objectContaining({ on_invalid: 'report' }) : { on_invalid: wanted },
      notes: [],
    })
  })

  it('of a transform that validates are the same', () => {
    expect(validation({ operation: 'Validate', required: ['a'] }, 'transform')).toMatchObject({ step: { rows: { a: { required: true } } }, notes: [] })
    expect(validation({ operation: ['validate'] }, 'transform').step).toHaveProperty('code')
  })

  it('that are missing leave the step to see that the records are a list', () => {
    const { with: steps, notes } = importing({ name: 'a', stages: [{ id: 'check', type: 'validation' }] })
    expect(steps['check']).toEqual({ value: [], schema: { type: 'array' } })
    expect(notes).toEqual(['not_kept stages[0]: The stage names no rules; its step only sees to it that the records are a list.'])
    expect(validation({ operation: 'validate' })).toMatchObject({ step: { schema: { type: 'array' } }, notes: [NO_RULES] })
  })
})
