import { afterAll, describe, expect, it } from 'vitest'
import type { Json } from '../../contract/json'
import { openImporting } from '../../testing/imported'
import { importText } from './convert'

const { importing, close } = openImporting()
afterAll(close)

const BODY = 'assumed : Each service is sent `input_data`, and as `previous` what the one before it gave. Change `body` where a service takes another form.'
const idsOf = (source: Json) =>
  importing(source, 'cao_recipe')
    .spec.steps.filter(({ id }) => id !== 'outputs')
    .map(({ id }) => id)

describe('a recipe', () => {
  it('calls one service after the other, each told what the one before gave', () => {
    const { spec, with: steps, notes } = importing({ name: 'mail', recipe: ['a', 'b'] })
    expect(steps).toMatchObject({
      a: { service: 'a', body: { input_data: '${{ inputs.input_data }}' } },
      b: { service: 'b', body: { input_data: '${{ inputs.input_data }}', previous: '${{ steps.a.output }}' } },
    })
    expect(spec).toMatchObject({
      name: 'mail',
      description: 'Calls a, b',
      outputs: { result: '${{ steps.b.output }}' },
      inputs: [{ name: 'input_data', type: 'object', required: true }],
    })
    expect(notes).toEqual([BODY])
  })

  it.each<[string, Json, string]>([
    ['business_plan', { feature_name: 'business_plan' }, 'prompt_enhancer fast_chat_llm summarizer_pro email_notifier'],
    ['viral_video', { feature_name: 'viral_video' }, 'prompt_enhancer video_gen_v2 email_notifier'],
    ['its own name', { name: 'x', recipe: ['a', 'b'] }, 'a b'],
    ['services', { feature: 'x', services: ['a', 'b'] }, 'a b'],
    ['steps', { feature_name: 'x', steps: 'a -> b' }, 'a b'],
    ['a group', { FEATURES: { x: ['a', 'b'] } }, 'a b'],
    ['another group', { features: { x: 'a => b' } }, 'a b'],
    ['a third group', { recipes: { x: ['a', 'b'] } }, 'a b'],
    ['nothing but recipes', { x: ['a', 'b'] }, 'a b'],
  ])('is found by %s', (_, source, ids) => {
    const { spec, notes } = importing(source, 'cao_recipe')
    expect(idsOf(source)).toEqual(ids.split(' '))
    expect(spec.name).toBe(ids === 'a b' ? 'x' : _)
    expect(notes.filter((note) => note.startsWith('not_kept'))).toEqual([])
  })

  it('keeps its description, and tells of what it does not know', () => {
    const { spec, notes } = importing({ name: 'mail', description: 'Of the day', recipe: ['a'], owner: 'me' })
    expect(spec.description).toBe('Of the day')
    expect(notes).toEqual([BODY, 'not_kept owner: `owner` of a recipe has no counterpart.'])
  })

  it('is called by the first of its names that is text; the others are told', () => {
    const { spec, notes } = importing({ feature_name: 5, feature: 'post: now', name: 'x', recipe: ['a'] })
    expect(spec.name).toBe('post now')
    expect(notes).toEqual([
      BODY,
      'not_kept feature_name: `feature_name` of a recipe has no counterpart.',
      'kept_differently feature: The pipeline is called `post now`: names have letters, digits, spaces and `_ . -`.',
      'not_kept name: `name` of a recipe has no counterpart.',
    ])
    expect(importing('[a]', 'cao_recipe').notes).toContain('assumed : The recipe has no name; the pipeline is called `imported_recipe`.')
  })

  it('of a group tells where the name and the other recipes stand', () => {
    const text = 'FEATURES:\n  a/b: [one]\n  two: [x, y]\n'
    expect(importText(text).report.map(({ path, line, column, endColumn }) => [path, line, column, endColumn])).toEqual([
      ['', 1, 1, 1],
      ['FEATURES["a/b"]', 2, 3, 6],
      ['FEATURES.two', 3, 8, 14],
    ])
  })

  it('tells of names that are no ids, each at its place', () => {
    expect(importText('recipe: [a-b, a, a]\nname: x').report).toMatchObject([
      { path: '' },
      { path: 'recipe[0]', column: 10, endColumn: 13, message: expect.stringContaining('The step that calls `a-b` is called `a_b`') },
      { path: 'recipe[2]', column: 18, message: expect.stringContaining('The step that calls `a` is called `a_2`') },
    ])
  })

  it.each([[[]], [['a', '']], [['a', 5]], [{ recipe: { a: 'b' } }], [{ FEATURES: ['a'], x: 1 }], [{ FEATURES: {} }], [{ x: ['a'], y: 'a' }], [5]])(
    'is not %j',
    (source) => {
      expect(() => importing(source, 'cao_recipe')).toThrow(expect.objectContaining({ code: 'import_not_recognised' }))
    },
  )

  it('that the gateway did not bring is asked for', () => {
    expect(() => importText('feature_name: strange')).toThrow('it asks for the feature `strange` and does not list its services')
  })

  it('is seen by its name and its lists', () => {
    expect(importText('feature_name: viral_video').because).toEqual(['It has a `feature_name`.'])
    expect(importText('x: [a, b]').because).toEqual(['It is a list of 2 names of services.'])
    expect(importText('x: [a, b]\ny: [c]').because).toEqual(['It is a list of 2 names of services, and 1 more such lists.'])
  })
})

describe('the settings of services', () => {
  it.each(['SERVICES', 'services'])('under `%s` become those of the steps', (key) => {
    const { spec, notes } = importing({
      name: 'x',
      recipe: ['a', 'b', 'c'],
      [key]: { a: { queue: 'heavy', timeout: 1.5, max_step_attempts: 4 }, b: { queue: 'medium' }, c: { queue: 'default' } },
    })
    expect(spec.steps.map(({ queue }) => queue).slice(0, 3)).toEqual(['heavy', 'medium', 'default'])
    expect(spec.steps[0]).toMatchObject({ timeoutMs: 1500, retry: { attempts: 4 } })
    expect(notes).toEqual([BODY])
  })

  it.each<[Json, string]>([
    [{ queue: 'slow' }, 'queue: There is no queue `slow`.'],
    [{ timeout: 0 }, 'timeout: A timeout is more than nothing and 24 days at most.'],
    [{ timeout: 24 * 86_400 + 1 }, 'timeout: A timeout is more than nothing and 24 days at most.'],
    [{ max_step_attempts: 0 }, 'max_step_attempts: A step is tried from 1 to 100 times.'],
    [{ max_step_attempts: 101 }, 'max_step_attempts: A step is tried from 1 to 100 times.'],
    [{ max_step_attempts: 1.5 }, 'max_step_attempts: A step is tried from 1 to 100 times.'],
    [{ limit: 3 }, 'limit: `limit` of the service `a`: set it where services are configured; it has no counterpart.'],
  ])('that cannot be kept are told: %j', (settings, words) => {
    const { text, notes } = importing({ name: 'x', recipe: ['a'], SERVICES: { a: settings } })
    expect(text).not.toMatch(/^ {4}(?:queue|timeout|retry):/m)
    expect(notes).toEqual([BODY, `not_kept SERVICES.a.${words}`])
  })

  it('of no service, or of none of these, are told', () => {
    expect(importing({ name: 'x', recipe: ['a'], SERVICES: { a: 5, z: {} } }).notes).toEqual([
      BODY,
      'not_kept SERVICES.a: `a` should be a map, but is a number.',
      'not_kept SERVICES.z: `z` of the settings of services has no counterpart.',
    ])
  })
})

describe('the input of a recipe', () => {
  it('that a request gives is the default', () => {
    const { spec, notes } = importing({ feature_name: 'viral_video', input_data: { topic: '${{ secrets.KEY }}' } })
    expect(spec.inputs).toMatchObject([{ name: 'input_data', type: 'object', required: false, default: { topic: '$ {{ secrets.KEY }}' } }])
    expect(notes.slice(-2)).toEqual([
      'assumed input_data: What the text gives is the default; a run may be given something else.',
      'kept_differently input_data: A dollar sign before two braces would begin an expression; there is a blank between them now.',
    ])
  })

  it('that is no map is told', () => {
    const { spec, notes } = importing({ name: 'x', recipe: ['a'], input_data: 'cats' })
    expect(spec.inputs).toMatchObject([{ required: true, default: null }])
    expect(notes).toEqual([BODY, 'not_kept input_data: `input_data` should be a map, but is text.'])
  })
})

describe('lines with arrows', () => {
  it.each([
    ['a -> b', 'a b'],
    ['a=>b→c.d', 'a b c_d'],
    ['\n# what follows\n\n  - `one`: `a` -> b\n* two: c -> d\n', 'a b'],
    ['• one: a -> b', 'a b'],
  ])('%j are chains', (text, ids) => {
    expect(idsOf(text)).toEqual(ids.split(' '))
  })

  it.each(['a -> b\nc -> d', 'x: a -> b\nc -> d', 'c -> d\nx: a -> b', 'x: a -> b\nx: c -> d', '!: a -> b\nc', 'x: a', 'x: a -> b c', 'x: a -> '])(
    '%j are none',
    (text) => {
      expect(() => importText(text)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^(?:import_not_recognised|pipeline_invalid)$/) }))
    },
  )

  it('keep their places', () => {
    expect(importText(' - one: a -> b-c \n - two: `d` -> e').report.map(({ path, line, column, endColumn }) => [path, line, column, endColumn])).toEqual([
      ['', 1, 1, 1],
      ['one[1]', 1, 14, 17],
      ['two', 2, 9, 17],
    ])
  })
})
