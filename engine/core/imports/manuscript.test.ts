import { afterAll, describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../contract/json'
import { openImporting } from '../../testing/imported'
import { importText } from './convert'

const { importing, close } = openImporting()
afterAll(close)

const ALWAYS = /^(?:kept_differently : Sections are written 4 at a time|assumed (?:config)?: The manuscript names no model; `fast-chat`)/
const read = (source: JsonObject) => {
  const { spec, with: steps, notes } = importing(source, 'rtqcc_manuscript')
  const inputs = Object.fromEntries(spec.inputs.map(({ name, default: value }): [string, Json] => [name, value]))
  return { spec, inputs, write: steps['write'], notes: notes.filter((note) => !ALWAYS.test(note)) }
}
const section = (id: string, rest: object = {}) => ({ id, title: id, instructions: '', text: '', ...rest })

describe('the sections of a manuscript', () => {
  it.each<[string, Json, object[]]>([
    ['maps', [{ id: 'a', title: 'A' }], [section('a', { title: 'A' })]],
    ['maps with other words', [{ sectionId: 'a', name: 'A', instructions: 'i', content: 'c' }], [section('a', { title: 'A', instructions: 'i', text: 'c' })]],
    [
      'maps with yet others',
      [{ id: null, sectionId: 'b', heading: 'B', description: 'd', notes: 'n' }],
      [section('b', { title: 'B', instructions: 'd', text: 'n' })],
    ],
    [
      'maps with all of them',
      [{ id: 'a', prompt: 'p', instructions: 'i', text: 't', content: 'c' }],
      [section('a', { instructions: 'p\n\ni', text: 't\n\nc' })],
    ],
    ['maps without an id', [{ title: 'A' }, {}], [section('section-1', { title: 'A' }), section('section-2')]],
    ['titles', ['A', null, 5], [section('A'), section('section-2'), section('5')]],
    [
      'texts by their ids',
      { a: 'text', 'section-ü': 'more', c: null, d: { title: 'D' } },
      [section('a', { text: 'text' }), section('section-ü', { text: 'more' }), section('c'), section('d', { title: 'D' })],
    ],
  ])('may be %s', (_, sections, wanted) => {
    expect(read({ title: 'x', sections })).toMatchObject({ inputs: { sections: wanted }, notes: [] })
  })

  it('that are none, or hold more than is known, are told', () => {
    expect(read({ title: 'x', sections: [['a']] })).toMatchObject({
      inputs: { sections: [section('section-1')] },
      notes: ['not_kept sections[0]: A section is a map or a text; this is a list.'],
    })
    expect(read({ title: 'x', sections: { a: ['b'] } }).notes).toEqual(['not_kept sections.a: A section is a map or a text; this is a list.'])
    expect(read({ title: 'x', sections: 'a' })).toMatchObject({
      inputs: { sections: [] },
      notes: ['not_kept sections: `sections` should be a list, or a map of texts.'],
    })
    expect(read({ title: 'x', sections: [{ id: 'a', colour: 'red' }] }).notes).toEqual([
      'not_kept sections[0].colour: `colour` of a section has no counterpart.',
    ])
  })

  it('of one name are not mistaken for one another', () => {
    const { inputs, notes } = read({
      title: 'x',
      sections: [
        { id: 'a', title: 'First' },
        { id: 'a', title: 'Second' },
      ],
    })
    expect(inputs['sections']).toEqual([section('a', { title: 'First' })])
    expect(notes).toEqual(['not_kept sections[1]: There is a section `a` before this one, which is left out.'])
  })

  it('stand in the order that is given', () => {
    const { inputs, notes } = read({ title: 'x', sections: ['a', 'b', 'c'], generationOrder: ['c', 'a', ['d'], 'e'] })
    expect(inputs['sections']).toEqual([section('c'), section('a'), section('e')])
    expect(notes).toEqual([
      'not_kept generationOrder: The order is a list of the ids of sections; what is none is left out.',
      'not_kept generationOrder: The section `b` is not in the order, so it was never written; it is left out.',
      'assumed generationOrder: The section `e` stands in the order alone; its id is its title.',
    ])
  })

  it('are those that are selected', () => {
    const { inputs, notes } = read({ title: 'x', sections: ['a', 'b', 'c'], selectedSections: { a: true, b: false, d: false } })
    expect(inputs['sections']).toEqual([section('a')])
    expect(notes).toEqual([
      'not_kept selectedSections: The section `c` is not selected; it is left out.',
      'not_kept selectedSections.b: The section `b` is not selected; it is left out.',
      'not_kept selectedSections.d: The section `d` is not selected; it is left out.',
    ])
  })

  it.each([
    [{ generationOrder: ['a', 2] }, ['a', '2']],
    [{ selectedSections: { a: true, b: false } }, ['a']],
    [{ generationOrder: 'a' }, []],
    [{ selectedSections: ['a'] }, []],
  ])('may be named alone: %j', (source, ids) => {
    expect(read({ title: 'x', ...source }).inputs['sections']).toEqual(ids.map((id) => section(id)))
  })
})

describe('what a manuscript says to the model', () => {
  it('of its sections is what these have', () => {
    expect(read({ title: 'x', sections: ['a'] }).write).toEqual({
      model: 'fast-chat',
      prompt: 'Write the section "${{ item.title }}" of the manuscript "${{ inputs.title }}".\n',
    })
    expect(read({ title: 'x', sections: [{ prompt: 'p', text: 't' }], outputFormat: 'f', targetAudience: 't' }).write?.prompt).toMatch(
      /\n\n\$\{\{ item\.instructions \}\}\n\n.*text for it so far:\n\n\$\{\{ item\.text \}\}\n\nOutput format: \$\{\{ inputs\.output_format \}\}\n\nTarget audience: \$\{\{ inputs\.target_audience \}\}\n$/,
    )
  })

  it.each([
    [{ targetAudience: 'v' }, { target_audience: 'v' }],
    [{ target_audience: 'v' }, { target_audience: 'v' }],
    [{ audience: 'v' }, { target_audience: 'v' }],
    [{ outputFormat: 'v' }, { output_format: 'v' }],
    [{ output_format: 'v' }, { output_format: 'v' }],
  ])('%j is an input', (source, inputs) => {
    expect(read({ title: 'x', sections: [], ...source })).toMatchObject({ inputs, notes: [] })
  })

  it.each([
    [{ system: 'v' }, { system: 'v' }],
    [{ systemPrompt: 'v' }, { system: 'v' }],
    [{ system_prompt: 'v' }, { system: 'v' }],
    [{ temperature: 0 }, { temperature: 0 }],
    [{ temperature: 2 }, { temperature: 2 }],
    [{ maxTokens: 1 }, { max_tokens: 1 }],
    [{ max_tokens: 1_000_000 }, { max_tokens: 1_000_000 }],
  ])('%j is kept', (source, wanted) => {
    expect(read({ title: 'x', sections: [], ...source })).toMatchObject({ write: wanted, notes: [] })
  })

  it.each<[JsonObject, string]>([
    [{ temperature: -0.1 }, 'temperature: A temperature is from 0 to 2.'],
    [{ temperature: 2.1 }, 'temperature: A temperature is from 0 to 2.'],
    [{ maxTokens: 0 }, 'maxTokens: A limit of tokens is a whole number from 1 to 1,000,000.'],
    [{ max_tokens: 1.5 }, 'max_tokens: A limit of tokens is a whole number from 1 to 1,000,000.'],
    [{ max_tokens: 1_000_001 }, 'max_tokens: A limit of tokens is a whole number from 1 to 1,000,000.'],
    [{ model: 'x'.repeat(65) }, 'model: The name of a model has at most 64 characters; `fast-chat` of the roster is asked.'],
  ])('%j cannot be kept, and is told', (source, words) => {
    const { write, notes } = read({ title: 'x', sections: [], system: '', ...source })
    expect(write).toEqual({ model: 'fast-chat', prompt: expect.any(String) })
    expect(notes).toEqual([`not_kept ${words}`])
  })

  it('goes to the model that it names, which must be in the roster', () => {
    expect(read({ title: 'x', sections: [], model: 'big' })).toMatchObject({
      write: { model: 'big' },
      notes: ['assumed model: `big` must be the name of a model in the roster.'],
    })
    expect(read({ title: 'x', sections: [], model: '' }).write).toMatchObject({ model: 'fast-chat' })
  })

  it('stays text: what looks like an expression in it is none', () => {
    const { inputs, notes } = read({ title: 'x', sections: ['${{ a }}'] })
    expect(inputs['sections']).toEqual([section('$ {{ a }}')])
    expect(notes).toEqual(['kept_differently sections: A dollar sign before two braces would begin an expression; there is a blank between them now.'])
    expect(read({ title: 'x', generationOrder: ['${{ a }}'] }).notes).toEqual([expect.stringMatching(/^kept_differently : A dollar sign/)])
  })
})

describe('a manuscript', () => {
  it.each<[JsonObject, string]>([
    [{ sections: [], title: 'a', name: 'b' }, 'a'],
    [{ sections: [], name: 'b' }, 'b'],
    [{ config: { sections: [] }, title: 'c' }, 'c'],
    [{ config: { generationOrder: [] }, name: 'd' }, 'd'],
    [{ config: { selectedSections: {}, title: 'a' }, title: 'c' }, 'a'],
  ])('%j is called %s', (source, name) => {
    expect(read(source)).toMatchObject({ spec: { name }, inputs: { title: name } })
  })

  it('is named for folders of any system, and keeps its title', () => {
    expect(read({ sections: [], title: 'a: b' })).toMatchObject({
      spec: { name: 'a b' },
      inputs: { title: 'a: b' },
      notes: [expect.stringContaining('The pipeline is called `a b`')],
    })
    expect(read({ sections: [] })).toMatchObject({
      spec: { name: 'manuscript' },
      inputs: { title: 'manuscript' },
      notes: ['assumed : The manuscript has no title; the pipeline is called `manuscript`.'],
    })
  })

  it('keeps its description, and tells of what it does not know, in the job and in its config', () => {
    const { spec, notes } = read({ externalId: 'RTQCC-1', config: { sections: [], title: 'x', description: 'Of winds', colour: 'red' } })
    expect(spec.description).toBe('Of winds')
    expect(notes).toEqual([
      'not_kept externalId: `externalId` of a manuscript has no counterpart.',
      'not_kept config.colour: `colour` of the config of a manuscript has no counterpart.',
    ])
  })

  it('tells its places', () => {
    expect(importText('title: x\nsections:\n  - [a]\n  - { id: b, hue: 1 }\n').report.map(({ path, line, column }) => [path, line, column])).toEqual([
      ['', 1, 1],
      ['', 1, 1],
      ['sections[0]', 3, 5],
      ['sections[1].hue', 4, 14],
    ])
  })

  it('gives out the texts of its sections', () => {
    expect(read({ sections: [], title: 'x' }).spec).toMatchObject({
      outputs: { sections: '${{ steps.write.output.map(s, s == null ? null : s.text) }}' },
      steps: [{ id: 'write', map: { over: 'inputs.sections', maxParallel: 4, onItemError: 'continue' } }],
    })
  })

  it('is seen by its sections and its keys', () => {
    expect(importText('sections: [a]').because).toEqual(['It has 1 section.'])
    expect(importText('sections: { a: b, c: d }\noutputFormat: x\ntargetAudience: y').because).toEqual([
      'It has 2 sections.',
      'It has `targetAudience`, `outputFormat`.',
    ])
    expect(importText('sections: 5').because).toEqual(['It has 0 sections.'])
    expect(importText('config: { generationOrder: [a], selectedSections: { a: true } }').because).toEqual(['It has `generationOrder`, `selectedSections`.'])
  })

  it.each(['[a]', 'config: 5', 'config: { a: 1 }', 'a: 1'])('is not %j', (text) => {
    expect(() => importText(text, 'rtqcc_manuscript')).toThrow('it has no `sections`')
  })
})
