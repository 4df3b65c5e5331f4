import { afterAll, describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../contract/json'
import { openImporting } from '../../../testing/imported'
import { importText } from '../convert'

const { importing, close } = openImporting()
afterAll(close)

const file = (rest: JsonObject, stages: readonly Json[] = [{ id: 'a', type: 'input', config: { data: [] } }]) => importing({ name: 'letters', stages, ...rest })

describe('the notices of a stage file', () => {
  const END = { title: 'The pipeline has succeeded', text: '${{ pipeline.name }}: ${{ run.externalId }}' }
  const FAILURE = { title: 'The pipeline has failed', text: '${{ pipeline.name }}: ${{ run.error.message }}' }
  const both = { notify_on_completion: true, notify_on_failure: true }

  it.each<[string, JsonObject, string]>([
    ['of its config', { config: both }, 'config.'],
    ['of the file', both, ''],
    ['of both', { ...both, config: both }, 'config.'],
    ['of the file, where the config has others', { ...both, config: {} }, ''],
  ])('%s become steps', (_, rest, at) => {
    const { spec, with: steps, notes } = file(rest)
    expect(steps).toMatchObject({ tell_end: END, tell_failure: FAILURE })
    expect(spec.steps.at(-1)).toMatchObject({ id: 'tell_end', uses: 'notify', needs: [{ step: 'a' }] })
    expect(spec.onFailure.map(({ id, uses }) => [id, uses])).toEqual([['tell_failure', 'notify']])
    expect(notes.toSorted()).toEqual([
      `kept_differently ${at}notify_on_completion: A step shows a notification on the desktop when all others have succeeded.`,
      `kept_differently ${at}notify_on_failure: A step of \`on_failure\` shows a notification on the desktop.`,
    ])
  })

  it.each<JsonObject>([
    { config: { notify_on_completion: false, notify_on_failure: false } },
    { notify_on_completion: false, notify_on_failure: false },
    { config: {} },
  ])('that are turned off, as in %j, are none', (rest) => {
    expect(file(rest)).toMatchObject({ with: { a: expect.anything() }, notes: [] })
    expect(file(rest).spec.onFailure).toEqual([])
  })

  it('that are no truths are told with their place', () => {
    expect(importing('name: a\nstages: [{ id: a, type: input, config: { data: [] } }]\nnotify_on_failure: mail\n').report).toMatchObject([
      { level: 'not_kept', path: 'notify_on_failure', line: 3, column: 1, message: '`notify_on_failure` should be true or false, but is text.' },
    ])
  })

  it('of success wait for every step that may fail without the others', () => {
    const stages: Json[] = [
      { id: 'a', type: 'input', config: { data: [] } },
      { id: 'b', type: 'transform', dependencies: ['a'], is_critical: false },
      { id: 'c', type: 'transform', dependencies: ['b'] },
    ]
    const { spec } = file({ notify_on_completion: true }, stages)
    expect(spec.steps.find(({ id }) => id === 'c')?.needs).toEqual([{ step: 'b', on: ['succeeded', 'failed'] }])
    expect(spec.steps.at(-1)?.needs.map(({ step }) => step)).toEqual(['b', 'c'])
  })

  it('of success wait for a step that depends on one, without a list, too', () => {
    const stages: Json[] = [
      { id: 'a', type: 'input', config: { data: [] } },
      { id: 'b', type: 'transform', dependencies: 'a' },
    ]
    const { spec } = file({ notify_on_completion: true }, stages)
    expect(spec.steps.map(({ needs }) => needs.map(({ step }) => step))).toEqual([[], ['a'], ['b']])
  })

  it('of success are left out where more steps end the pipeline than one can wait for', () => {
    const stages = Array.from({ length: 1001 }, (_, index) => ({ id: `s${index}`, type: 'transform' }))
    expect(file({ notify_on_completion: true }, stages.slice(1)).spec.steps).toHaveLength(1001)
    const { spec, notes } = file({ notify_on_completion: true }, stages)
    expect(spec.steps).toHaveLength(1001)
    expect(notes).toEqual(['not_kept notify_on_completion: More than 1000 steps end the pipeline, so none can wait for all of them.'])
  })
})

describe('a stage file', () => {
  it.each([
    ['id', /Pipelines are known by their name/],
    ['schedule', /has no schedules: start the pipeline from cron/],
    ['is_active', /what should not run is not started/],
    ['created_at', /The engine keeps the times of each version/],
    ['updated_at', /The engine keeps the times of each version/],
    ['stage_count', /It follows from the steps/],
  ])('does not keep `%s`, and says why', (key, why) => {
    expect(file({ [key]: 'x' }).report).toMatchObject([{ level: 'not_kept', path: key, message: expect.stringMatching(why) }])
  })

  it('keeps variables as inputs with defaults', () => {
    const variables = { text: 'a', count: 2, on: true, list: [1], map: { a: 1 }, 'no-value': null }
    const { spec, notes } = file({ variables })
    expect(spec.inputs.map(({ name, type, default: value, required }) => [name, type, value, required])).toEqual([
      ['text', 'string', 'a', false],
      ['count', 'number', 2, false],
      ['on', 'boolean', true, false],
      ['list', 'array', [1], false],
      ['map', 'object', { a: 1 }, false],
      ['no_value', 'string', null, false],
    ])
    expect(notes.toSorted()).toEqual([
      'kept_differently variables.no-value: The variable `no-value` is the input `no_value`.',
      'kept_differently variables: Variables are inputs of the pipeline, with their values as defaults. Steps do not use them by themselves.',
    ])
    expect(file({ variables: {} }).notes).toEqual([])
  })

  it('keeps a description of several lines, however long, as a comment above its step', () => {
    const long = 'word '.repeat(40).trim()
    const stages: Json[] = [{ id: 'a', type: 'input', description: `First\r\n\n- id: evil\u2028${long}\u0000 end`, config: { data: [] } }]
    expect(file({}, stages).text).toContain(`  # First\n  # - id: evil\n  # ${long}  end\n  - id: a\n`)
  })

  it('gives out where each output stage wrote, also where it may fail', () => {
    const stages: Json[] = [
      { id: 'a', type: 'output' },
      { id: 'b', type: 'output', is_critical: false },
    ]
    expect(file({}, stages).spec.outputs).toEqual({ a: '${{ steps.a.output.path }}', b: '${{ default(steps.b.output.path, "") }}' })
  })

  it('hands the records of the first dependency on, through what checks and writes', () => {
    const stages: Json[] = [
      { id: 'a', type: 'input', config: { data: [] }, is_critical: false },
      { id: 'b', type: 'validation', dependencies: ['a'], config: { required: ['x'] } },
      { id: 'c', type: 'output', dependencies: ['b', 'a'], config: { destination: 'c.json' } },
      { id: 'd', type: 'transform', dependencies: ['c'] },
      { id: 'e', type: 'validation', config: { required: ['x'] } },
      { id: 'f', type: 'strange', dependencies: ['e'] },
      { id: 'g', type: 'transform', dependencies: ['d'] },
    ]
    const { with: steps, notes } = file({}, stages)
    expect(steps).toMatchObject({
      c: { json: '${{ default(steps.a.output, []) }}' },
      d: { input: { rows: '${{ default(steps.a.output, []) }}' } },
      f: { input: { rows: [] }, code: 'return input.rows\n' },
      g: { input: { rows: '${{ steps.d.output }}' } },
    })
    expect(notes).toContain('assumed stages[2].dependencies: The records come from `b`, the first of them; the others are waited for.')
  })

  it('is named for folders of any system', () => {
    expect(file({ name: 'con' }).spec.name).toBe('_con')
    expect(file({ name: '' }).notes).toEqual([
      'kept_differently name: The pipeline is called `imported_stages`: names have letters, digits, spaces and `_ . -`.',
    ])
  })

  it('is none where there is no map with a list of stages', () => {
    for (const text of ['[a]', 'stages: 5', 'a: 1'])
      expect(() => importText(text, 'flexiroaster')).toThrow(
        expect.objectContaining({ code: 'import_not_recognised', message: expect.stringContaining('no list `stages`') }),
      )
  })

  it('is seen by its list, the types of stages and their dependencies', () => {
    expect(importText('stages: [x, { type: [y] }]').because).toEqual(['It has a list `stages` of 2.'])
    expect(importText('stages: [{ type: output }, { type: input, dependencies: [] }, { type: validation }, { type: transform }]').because).toEqual([
      'It has a list `stages` of 4.',
      'Stages are of the types `input`, `transform`, `validation`, `output`.',
      'Stages have `dependencies`.',
    ])
  })
})
