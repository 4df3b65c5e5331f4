import { afterAll, describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../contract/json'
import { openImporting } from '../../../testing/imported'

const { importing, close } = openImporting()
afterAll(close)

const transform = (config: JsonObject) => {
  const { with: steps, notes } = importing({ name: 'a', stages: [{ id: 'shape', type: 'transform', config }] })
  return { step: steps['shape'], notes }
}
const filter = (config: JsonObject) => transform({ operation: 'filter', ...config })
const conditionsOf = (config: JsonObject) => filter(config).step?.input
const REFUSED = /throw new Error\('The condition of this stage could not be imported/

describe('a filter written as text', () => {
  it.each([
    ['age == 3', '==', 3],
    ['age = 3', '==', 3],
    ['age eq 3', '==', 3],
    ['age equals 3', '==', 3],
    ['age != 3', '!=', 3],
    ['age <> 3', '!=', 3],
    ['age ne 3', '!=', 3],
    ['age not_equals 3', '!=', 3],
    ['age > 3', '>', 3],
    ['age gt 3', '>', 3],
    ['age greater_than 3', '>', 3],
    ['age >= 3', '>=', 3],
    ['age gte 3', '>=', 3],
    ['age < -3.5', '<', -3.5],
    ['age LT +3', '<', 3],
    ['age less_than 3', '<', 3],
    ['age <= 1e3', '<=', 1000],
    ['age lte 3', '<=', 3],
    ["age contains '3'", 'contains', '3'],
    ['age == "it\'s"', '==', "it's"],
    ['age == true', '==', true],
    ['age == True', '==', true],
    ['age == false', '==', false],
    ['age == False', '==', false],
    ['age == null', '==', null],
    ['age == None', '==', null],
  ])('asks %s as %s %j', (condition, is, value) => {
    expect(conditionsOf({ condition })).toEqual({ rows: [], conditions: [{ field: 'age', is, value }] })
  })

  it('asks all that `and` joins, of fields of the record', () => {
    const condition = " row.age>=18 AND record.city=='Delft' && item.open != false "
    expect(conditionsOf({ condition })).toEqual({
      rows: [],
      conditions: [
        { field: 'age', is: '>=', value: 18 },
        { field: 'city', is: '==', value: 'Delft' },
        { field: 'open', is: '!=', value: false },
      ],
    })
  })

  it.each([
    '',
    'age',
    'age ==',
    'age == 3 and',
    'age == 3 or size == 4',
    "age == 3 'and' size == 4",
    '18 <= age',
    "'age' == 3",
    "age '==' 3",
    'age between 3',
    'age == other',
    'age == 1-2',
    'age == 1e999',
    "age in 'abc'",
    'age > (1)',
    "age == 'open",
  ])('that says %j fails the step rather than let everything pass', (condition) => {
    const { step, notes } = filter({ condition })
    expect(step?.code).toMatch(REFUSED)
    expect(notes).toContainEqual(expect.stringContaining('not_kept stages[0].config.condition: `condition` holds a condition that is not understood'))
  })
})

describe('a filter written as maps', () => {
  it.each(['conditions', 'condition', 'where', 'filter', 'filters'])('is found under `%s`', (key) => {
    const wanted = { rows: [], conditions: [{ field: 'age', is: '>', value: 3 }] }
    expect(conditionsOf({ [key]: { field: 'age', op: 'gt', value: 3 } })).toEqual(wanted)
    expect(conditionsOf({ [key]: ['age > 3'] })).toEqual(wanted)
    expect(conditionsOf({ [key]: [{ field: 'age', operator: '>', value: 3 }] })).toEqual(wanted)
  })

  it('asks for equality where no operator stands, and of fields by their names', () => {
    const conditions: Json[] = [{ field: 'age' }, { open: true, city: 'Delft' }, { field: 'kind', operator: 'in', value: ['a', 'b'] }]
    expect(conditionsOf({ conditions })).toEqual({
      rows: [],
      conditions: [
        { field: 'age', is: '==', value: null },
        { field: 'open', is: '==', value: true },
        { field: 'city', is: '==', value: 'Delft' },
        { field: 'kind', is: 'in', value: ['a', 'b'] },
      ],
    })
  })

  it('may stand right in the config', () => {
    expect(conditionsOf({ field: 'age', operator: '>', value: 3 })).toEqual({ rows: [], conditions: [{ field: 'age', is: '>', value: 3 }] })
    expect(conditionsOf({ field: 'age', op: '<', value: 3 })).toEqual({ rows: [], conditions: [{ field: 'age', is: '<', value: 3 }] })
  })

  it.each([
    ['a strange operator', { conditions: [{ field: 'age', operator: 'near', value: 3 }] }, 'conditions'],
    ['an operator that is a list', { conditions: [{ field: 'age', operator: ['>'], value: 3 }] }, 'conditions'],
    ['a comparison without a field, which is no record of three fields', { conditions: [{ column: 'age', operator: '>', value: 3 }] }, 'conditions'],
    ['the same with the short word', { conditions: [{ column: 'age', op: '>', value: 3 }] }, 'conditions'],
    ['a field that is a list', { conditions: [{ field: ['age'], operator: '>', value: 3 }] }, 'conditions'],
    ['a field with more than a value', { where: { age: [1, 2] } }, 'where'],
    ['a number', { where: 5 }, 'where'],
    ['a strange operator right in the config', { field: 'age', operator: 'near', value: 3 }, 'operator'],
    ['nothing at all', {}, 'operation'],
    ['a field right in the config, but no operator', { field: 'age', value: 3 }, 'operation'],
    ['its condition under a strange key', { criteria: 'age > 3' }, 'operation'],
  ])('fails the step rather than let everything pass, where it holds %s', (_, config, key) => {
    const { step, notes } = filter(config)
    expect(step?.code).toMatch(REFUSED)
    expect(step?.input).toEqual({ rows: [] })
    expect(notes).toContainEqual(
      expect.stringMatching(new RegExp(`^not_kept stages\\[0\\]\\.config\\.${key}: .* the step fails rather than let every record pass`)),
    )
  })

  it('names the place in the list of what it does not know of a condition', () => {
    const { notes } = filter({ conditions: ['a == 1', { field: 'b', value: 2, note: 'x' }] })
    expect(notes).toEqual(['not_kept stages[0].config.conditions[1].note: `note` of a condition has no counterpart.'])
  })

  it.each([
    ['match', 'any', true],
    ['logic', 'OR', true],
    ['match', 'all', undefined],
    ['logic', 'and', undefined],
  ])('with `%s: %s` asks for one or for all', (key, word, any) => {
    expect(filter({ conditions: ['a == 1', 'b == 2'], [key]: word })).toEqual({
      step: expect.objectContaining({ input: expect.objectContaining(any ? { any } : { rows: [] }) }),
      notes: [],
    })
  })

  it('asks for all where it is not understood how they are joined, and says so', () => {
    for (const match of ['most', 5, ['any']]) {
      const { step, notes } = filter({ conditions: ['a == 1'], match })
      expect(step?.input).not.toHaveProperty('any')
      expect(notes).toEqual(['not_kept stages[0].config.match: `match` is `all` or `any`; all conditions must hold here.'])
    }
  })
})

describe('a transform', () => {
  const FIELDS = { fields: ['a', 5, true], mappings: { a: 'b', c: 7 }, condition: 'a > 1' }

  it.each(['filter', 'map', 'rename', 'select', 'project', 'transform', 'Transform', undefined])(
    'by the operation %j filters, selects and renames',
    (operation) => {
      const { step, notes } = transform({ ...FIELDS, ...(operation !== undefined && { operation }) })
      expect(step?.input).toEqual({ rows: [], conditions: [{ field: 'a', is: '>', value: 1 }], fields: ['a', '5', 'true'], rename: { a: 'b', c: '7' } })
      expect(step?.code).toMatch(/rows\.filter[^]*input\.fields[^]*input\.rename/)
      expect(notes).toContain('assumed stages[0].config: Records are filtered first; then fields are chosen by their old names, and renamed.')
    },
  )

  it.each(['passthrough', 'none'])('by the operation %s hands its records on', (operation) => {
    expect(transform({ operation })).toEqual({ step: { input: { rows: [] }, code: 'return input.rows\n' }, notes: [] })
  })

  it('by an operation that nobody knows hands its records on, and says so', () => {
    expect(transform({ operation: 'normalize', fields: ['a'] })).toEqual({
      step: { input: { rows: [] }, code: 'return input.rows\n' },
      notes: [
        expect.stringContaining('What `normalize` did to the records is not known here'),
        'not_kept stages[0].config.fields: `fields` of the config of a stage has no counterpart.',
      ],
    })
  })

  it.each(['mappings', 'mapping', 'rename'])('takes new names under `%s`, and tells of those that are none', (key) => {
    const { step, notes } = transform({ [key]: { a: 'b', 'c d': ['x'] } })
    expect(step?.input).toEqual({ rows: [], rename: { a: 'b' } })
    expect(notes).toEqual([
      `assumed stages[0].config.${key}: The keys are taken for the old names of fields, the values for the new ones.`,
      `not_kept stages[0].config.${key}["c d"]: \`c d\` has no new name that is text; it keeps its own.`,
    ])
    expect(transform({ [key]: ['a'] }).notes).toEqual([`not_kept stages[0].config.${key}: \`${key}\` should be a map from old names to new ones.`])
  })

  it('leaves out fields that are no names', () => {
    const { step, notes } = transform({ fields: ['a', ['b'], null] })
    expect(step?.input).toEqual({ rows: [], fields: ['a'] })
    expect(notes).toHaveLength(2)
  })

  it('without a config hands its records on', () => {
    expect(importing({ name: 'a', stages: [{ id: 'shape', type: 'transform' }] })).toMatchObject({
      with: { shape: { code: 'return input.rows\n' } },
      notes: [],
    })
  })
})
