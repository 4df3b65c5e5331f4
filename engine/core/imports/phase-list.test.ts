import { afterAll, describe, expect, it } from 'vitest'
import type { Json } from '../../contract/json'
import { openImporting } from '../../testing/imported'
import { importText } from './convert'

const { importing, close } = openImporting()
afterAll(close)

/** Without what every list of phases is told. */
const read = (source: Json) => {
  const { notes, ...rest } = importing(source, 'phase_list')
  return { ...rest, notes: notes.filter((note) => !/^(?:kept_differently : The work of a phase|assumed : The folder of a job)/.test(note)) }
}
const NAMELESS = 'assumed : The list has no name; the pipeline is called `file_pipeline`.'
const CODE = 'return { job_id: input.job_id, phase: input.phase }\n'

describe('a list of phases', () => {
  it('checks in sequence what each phase left behind', () => {
    const { spec, with: steps, notes } = read('manifest → verify → scaffold → fix')
    expect(spec.steps.map(({ id, uses, needs }) => `${needs.map(({ step }) => step).join()}>${id}:${uses}`)).toEqual([
      '>job:validate',
      'job>manifest_file:file',
      'manifest_file>manifest:validate',
      'manifest>verify:script',
      'verify>scaffold:validate',
      'scaffold>fix:script',
    ])
    expect(steps).toMatchObject({
      job: { value: '${{ inputs.job_id }}', schema: { pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$' } },
      manifest_file: { action: 'read', path: 'jobs/${{ inputs.job_id }}/manifest.json', as: 'json' },
      manifest: { value: '${{ steps.manifest_file.output.value }}', schema: { required: ['files'] } },
      verify: { input: { job_id: '${{ inputs.job_id }}', phase: 'verify' }, code: CODE },
      scaffold: { required_files: expect.stringContaining('steps.manifest_file.output.value.files.map(f,') },
      fix: { input: { phase: 'fix' } },
    })
    expect(spec).toMatchObject({
      name: 'file_pipeline',
      description: 'Checks the phases manifest, verify, scaffold, fix of a job, one after the other',
      inputs: [{ name: 'job_id', required: true }],
    })
    expect(notes).toEqual([NAMELESS])
  })

  it.each<[Json, string]>([
    [['fix'], 'file_pipeline'],
    [{ phases: ['fix'] }, 'file_pipeline'],
    [{ phases: [{ phase: 'fix' }] }, 'file_pipeline'],
    [{ phases: [{ name: 'fix' }], name: 'mine' }, 'mine'],
    [{ files: 'verify -> fix' }, 'files'],
    [{ phases: 5, other: ['x'], files: ['fix'] }, 'files'],
  ])('%j is read as one called %s', (source, name) => {
    const { spec } = read(source)
    expect(spec.name).toBe(name)
    expect(spec.steps.at(-1)?.id).toBe('fix')
  })

  it('is named for folders of any system, by its name or its key', () => {
    expect(read({ phases: ['fix'], name: 'a: b' }).notes).toEqual(['kept_differently name: The pipeline is called `a b`.'])
    expect(read({ 'a/b': ['fix'] }).notes).toEqual(['kept_differently ["a/b"]: The pipeline is called `a b`.'])
  })

  it('keeps its description, and tells of what it does not know', () => {
    const { spec, notes } = read({ phases: ['fix', { name: 'review', lane: 'fast', required_files: ['a'] }], description: 'Of files', owner: 'me' })
    expect(spec.description).toBe('Of files')
    expect(notes).toEqual([
      NAMELESS,
      'not_kept phases[1].lane: `lane` of a phase has no counterpart.',
      'not_kept owner: `owner` of a list of phases has no counterpart.',
    ])
  })

  it.each(['manifest', 'verify', 'scaffold', 'fix'])('is seen by the phase `%s`', (phase) => {
    expect(importText(`x: [${phase}]`)).toMatchObject({ format: 'phase_list', because: [`The names \`${phase}\` are those of phases.`] })
    expect(importText(`phases: [${phase}, other]`).because).toEqual(['It has a list `phases`.', `The names \`${phase}\` are those of phases.`])
    expect(importText(`x: [${phase}, other]`).format).toBe('cao_recipe')
  })

  it('of strange phases is seen by its key alone', () => {
    expect(importText('phases: [a]').because).toEqual(['It has a list `phases`.'])
  })

  it.each<Json>([[], [5], ['fix', {}], { phases: { fix: 1 } }, { x: ['other'] }, 5, 'fix'])('is not %j', (source) => {
    expect(() => read(source)).toThrow(expect.objectContaining({ code: 'import_not_recognised', message: expect.stringContaining('it has no list of phases') }))
  })
})

describe('a phase', () => {
  it('keeps the schema of its manifest', () => {
    const { with: steps, notes } = read([{ name: 'manifest', schema: { type: 'object' } }])
    expect(steps['manifest']).toMatchObject({ schema: { type: 'object' } })
    expect(notes).toEqual([NAMELESS])
  })

  it('tells of files of schemas and rules, which are not read', () => {
    const { with: steps, report } = importing('phases:\n  - name: manifest\n    schema: a.json\n    rules: a.md\n')
    expect(steps['manifest']).toMatchObject({ schema: { required: ['files'] } })
    expect(report.slice(-3).map(({ path, line, column, message }) => [path, line, column, message])).toEqual([
      ['phases[0].schema', 3, 5, '`schema` should be a map, but is text.'],
      ['phases[0].schema', 3, 5, 'A schema is written into the list itself; a file that holds it is not read.'],
      ['phases[0].rules', 4, 5, 'A file of rules is not read: write the rules into the schema of the step.'],
    ])
  })

  it('keeps the files that it requires', () => {
    const { with: steps, notes } = read([{ name: 'review', required_files: ['notes.md', '', 5] }])
    expect(steps['review']).toEqual({ required_files: ['jobs/${{ inputs.job_id }}/notes.md'] })
    expect(notes).toEqual([NAMELESS, 'not_kept [0].required_files: Each of `required_files` is a path; what is none is left out.'])
  })

  it('without rules that can be kept checks nothing, and says so', () => {
    const { with: steps, notes } = read([{ name: 'review' }])
    expect(steps['review']).toMatchObject({ input: { phase: 'review' }, code: CODE })
    expect(notes).toEqual([NAMELESS, 'not_kept [0]: The phase `review` has no rules that can be kept; its step checks nothing.'])
  })

  it('of the name of another step has an id of its own', () => {
    const { spec, notes } = read(['job', 'manifest', 'manifest_file', 'manifest'])
    expect(spec.steps.map(({ id }) => id)).toEqual(['job', 'job_2', 'manifest_file_2', 'manifest', 'manifest_file', 'manifest_2'])
    expect(notes).toContain('kept_differently [3]: The phase `manifest` is the step `manifest_2`.')
  })

  it('that scaffolds before there is a manifest is one to fill in', () => {
    expect(read(['scaffold', 'manifest']).with['scaffold']).toHaveProperty('code', CODE)
    expect(read(['scaffold']).with['scaffold']).toHaveProperty('code', CODE)
  })
})
