import { afterAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../contract/json'
import { openImporting } from '../../../testing/imported'

const { importing, close } = openImporting()
afterAll(close)

const PLACE = 'The path starts in the folder of the pipeline.'
const stage = (type: string, config: JsonObject) => {
  const { with: steps, notes, spec } = importing({ name: 'a', stages: [{ id: 'x', type, config }] })
  return { step: steps['x'], notes, uses: spec.steps.find(({ id }) => id === 'x')?.uses }
}
const input = (config: JsonObject) => stage('input', config)
const output = (config: JsonObject) => stage('output', config)

describe('an input stage', () => {
  it.each(['source', 'path', 'file', 'endpoint', 'url'])('reads the file or the address that stands under `%s`', (key) => {
    expect(input({ [key]: 'in/a.csv' })).toEqual({
      step: { action: 'read', path: 'in/a.csv', as: 'csv' },
      notes: [`kept_differently stages[0].config.${key}: ${PLACE}`],
      uses: 'file',
    })
    expect(input({ [key]: 'HTTPS://example.com/a' })).toEqual({ step: { url: 'HTTPS://example.com/a', parse: 'json' }, notes: [], uses: 'http' })
    expect(input({ data: [], [key]: 'a.csv' }).notes).toEqual([
      `not_kept stages[0].config.${key}: The stage brings its records along in \`data\`; where they once came from is not read.`,
    ])
  })

  it.each([
    ['a.csv', undefined, 'csv'],
    ['a.JSON', undefined, 'json'],
    ['a.yaml', undefined, 'yaml'],
    ['a.yml', undefined, 'yaml'],
    ['data/export', 'csv', 'csv'],
    ['data.txt', 'JSON', 'json'],
    ['data.csv', 'yml', 'yaml'],
    ['C:\\data', 'yaml', 'yaml'],
  ])('reads %s of the format %s as %s', (source, format, as) => {
    expect(input({ source, ...(format !== undefined && { format }) }).step).toEqual({ action: 'read', path: source, as })
  })

  it('takes the address or the path that stands beside a word', () => {
    expect(input({ source: 'api', endpoint: 'https://example.com/a' })).toEqual({
      step: { url: 'https://example.com/a', parse: 'json' },
      notes: ['kept_differently stages[0].config.source: What `endpoint` says takes its place.'],
      uses: 'http',
    })
    expect(input({ source: 'file', path: 'a.csv' })).toMatchObject({
      step: { action: 'read', path: 'a.csv', as: 'csv' },
      notes: ['kept_differently stages[0].config.source: What `path` says takes its place.', `kept_differently stages[0].config.path: ${PLACE}`],
    })
    expect(input({ source: null, path: 'a.csv' }).notes).toEqual([`kept_differently stages[0].config.path: ${PLACE}`])
  })

  it.each([
    [{ source: 'database', endpoint: '/users' }, 'source: `database` is no file of a known format', { source: 'database' }],
    [{ source: 'a.parquet' }, 'source: `a.parquet` is no file of a known format', { source: 'a.parquet' }],
    [{ path: 'csv', format: 'csv' }, 'path: `csv` is no file of a known format', { source: 'csv' }],
    [{ file: '' }, 'file: `` is no file of a known format', { source: '' }],
    [{ source: ['a.csv'] }, 'source: There is no source', undefined],
    [{}, 'source: There is no source', undefined],
  ])('that says %j fails until it is written what it reads', (config, words, given) => {
    const { step, notes } = input(config)
    expect(step).toEqual({ ...(given !== undefined && { input: given }), code: expect.stringContaining('The source of this stage could not be imported') })
    expect(notes).toContain(`not_kept stages[0].config.${words}: the step fails until another kind of step reads the records.`)
  })

  it('says which formats there are, and that a reply is JSON', () => {
    expect(input({ source: 'a.csv', format: 'xml' }).notes).toContain(
      'not_kept stages[0].config.format: `xml` is no format that is known here: there are csv, json and yaml.',
    )
    expect(input({ url: 'http://example.com', format: 'json' }).notes).toEqual([])
    expect(input({ url: 'http://example.com', format: 'csv' }).notes).toEqual([
      'not_kept stages[0].config.format: A reply is read as JSON; no step makes records of another format.',
    ])
    expect(input({ data: [], format: 'json' }).notes).toEqual(['not_kept stages[0].config.format: The records stand in the file itself.'])
  })

  it.each([
    ['delimiter', ',', ';'],
    ['encoding', 'utf-8', 'latin1'],
    ['encoding', 'utf8', ['utf8']],
    ['encoding', 'UTF-8', true],
    ['header', true, false],
  ])('tells of `%s` when it is not %j, as usual', (key, usual, other) => {
    const told = `not_kept stages[0].config.${key}: \`${key}\` of the config of a stage has no counterpart.`
    expect(input({ source: 'a.csv', [key]: usual }).notes).toHaveLength(1)
    expect(input({ source: 'a.csv', [key]: other }).notes).toContain(told)
    expect(output({ destination: 'a.csv', [key]: usual }).notes).toHaveLength(1)
    expect(output({ destination: 'a.csv', [key]: other }).notes).toContain(told)
  })

  it.each(['/data/a.csv', '\\\\host\\a.csv', '~/a.csv', 'D:a.csv'])('says that %s must lie in a folder that is open to steps', (source) => {
    expect(input({ source }).notes).toEqual([
      expect.stringMatching(/config\.source: Steps read and write in the folder of the pipeline, .* this path must lie in one of them\.$/),
    ])
  })

  it('hands on what it reads: rows of CSV, the value of JSON and YAML, the body of a reply', () => {
    const rowsAfter = (config: JsonObject) =>
      importing({
        name: 'a',
        stages: [
          { id: 'x', type: 'input', config },
          { id: 'y', type: 'transform', dependencies: ['x'] },
        ],
      }).with['y']
    for (const [config, part] of [
      [{ source: 'a.csv' }, '.rows'],
      [{ source: 'a.json' }, '.value'],
      [{ source: 'a.yaml' }, '.value'],
      [{ url: 'https://example.com' }, '.body'],
      [{ data: [] }, ''],
    ] as const)
      expect(rowsAfter(config)).toMatchObject({ input: { rows: `\${{ steps.x.output${part} }}` } })
  })
})

describe('an output stage', () => {
  it.each(['destination', 'path', 'file'])('writes the file under `%s`', (key) => {
    expect(output({ [key]: 'out/a.json' })).toEqual({
      step: { action: 'write', path: 'out/a.json', json: [] },
      notes: [`kept_differently stages[0].config.${key}: ${PLACE}`],
      uses: 'file',
    })
  })

  it('writes CSV by a step of its own, and YAML as JSON', () => {
    const { with: steps } = importing({ name: 'a', stages: [{ id: 'x', type: 'output', description: 'The list', config: { destination: 'a.csv' } }] })
    expect(steps).toEqual({
      x_csv: { input: { rows: [] }, code: expect.stringContaining("join(',')") },
      x: { action: 'write', path: 'a.csv', text: '${{ steps.x_csv.output }}' },
    })
    expect(output({ destination: 'a.yaml' })).toMatchObject({
      step: { path: 'a.yaml', json: [] },
      notes: [expect.any(String), expect.stringContaining('written as JSON')],
    })
  })

  it.each([
    ['overwrite', undefined],
    ['write', undefined],
    ['W', undefined],
    ['replace', undefined],
    ['append', 'append'],
    ['a', 'append'],
    ['fail', 'fail'],
    ['create', 'fail'],
    ['x', 'fail'],
  ])('in the mode %s writes as %s', (mode, kept) => {
    expect(output({ destination: 'a.json', mode }).step?.mode).toBe(kept)
    expect(output({ destination: 'a.json', mode }).notes).toHaveLength(kept === 'append' ? 2 : 1)
  })

  it('says what appending comes to, and which mode is not known', () => {
    expect(output({ destination: 'a.json', mode: 'append' }).notes).toContain(
      'kept_differently stages[0].config.mode: What is appended is a list of its own each time.',
    )
    expect(output({ destination: 'a.csv', mode: 'append' }).notes).toContain(
      'kept_differently stages[0].config.mode: What is appended begins with a line of names each time.',
    )
    expect(output({ destination: 'a.csv', mode: 'upsert' }).notes).toContain(
      'not_kept stages[0].config.mode: `upsert` is no way of writing that is known here; the file is replaced.',
    )
  })

  it.each([
    [{ destination: 'database', mode: 'append' }, 'destination: `database` is no file of a known format'],
    [{ destination: 'https://example.com/a.csv' }, 'destination: `https://example.com/a.csv` is no file of a known format'],
    [{ path: 'csv' }, 'path: `csv` is no file of a known format'],
    [{ destination: 'database.customers' }, 'destination: `database.customers` is no file of a known format'],
    [{ destination: '' }, 'destination: `` is no file of a known format'],
    [{}, 'destination: There is no destination'],
  ])('to %j writes to the folder of the run', (config, words) => {
    const { step, notes } = output(config)
    expect(step).toEqual({ action: 'write', path: '${{ run.folder }}/x.json', json: [] })
    expect(notes).toContain(`not_kept stages[0].config.${words}: the records go to \`x.json\` in the folder of the run.`)
  })

  it('takes the path that stands beside a word', () => {
    expect(output({ destination: 'file', path: 'a.json' })).toMatchObject({
      step: { path: 'a.json' },
      notes: ['kept_differently stages[0].config.destination: What `path` says takes its place.', expect.any(String)],
    })
  })
})
