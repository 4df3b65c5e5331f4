import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../support/cli-test'

const STAGES = `name: count rows
lane: fast
stages:
  - { id: read, type: input, config: { source: rows.csv } }
  - { id: some, type: transform, config: { operation: filter, condition: n > 1 }, dependencies: [read] }
  - { id: keep, type: output, config: { destination: kept.json }, dependencies: [some] }
`

test('an old file becomes a pipeline file on stdout, with the report beside it', async ({ cli, file }) => {
  const path = file('old.yaml', STAGES)
  const { code, stdout, stderr } = await cli('import', path)
  expect(stdout).toContain('\nname: count rows\n')
  expect(stderr).toContain(`${path}: FlexiRoaster stage file.`)
  expect(stderr).toContain(`Not kept:\n  ${path}:2:1: lane: \`lane\` of a stage file has no counterpart.\n`)
  expect(code).toBe(0)
  expect((await cli('runs')).stderr).toContain('There is no Signalbox data in ')
})

test('what is stored runs, in the folder of the old file, and is never written over', async ({ cli, file, folder }) => {
  const path = file('old.yaml', STAGES)
  file('rows.csv', 'n\n1\n2\n3\n')
  const stored = await cli('import', path, '--save')
  expect(stored.stdout).toBe('Stored count rows as version 1.\n')
  expect((await cli('import', path, '--save')).stderr).toContain('[pipeline_conflict]')
  const out = join(folder, 'pipelines/new.yaml')
  expect((await cli('import', path, '--out', out)).stdout).toBe(`Wrote ${out}.\n`)
  expect((await cli('import', path, '--out', out)).stderr).toContain('[file_exists]')
  expect((await cli('run', out, '--quiet')).code).toBe(0)
  expect(JSON.parse(readFileSync(join(folder, 'pipelines/kept.json'), 'utf8'))).toEqual([{ n: '2' }, { n: '3' }])
})

test('what is of no known format, or leads to a pipeline with errors, is exit code 2', async ({ cli, file }) => {
  const unknown = await cli('import', file('unknown.yaml', 'hello: there\n'))
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('[import_not_recognised]')])
  const broken = await cli('import', file('broken.yaml', 'stages: [\n'), '--json')
  expect([broken.code, broken.stderr]).toEqual([2, expect.stringContaining('[pipeline_invalid]')])
  const loop = await cli(
    'import',
    file('loop.yaml', 'stages: [{ id: a, type: transform, dependencies: [b] }, { id: b, type: transform, dependencies: [a] }]\n'),
    '--json',
  )
  expect(JSON.parse(loop.stdout)).toMatchObject({ format: 'flexiroaster', valid: false, problems: [{ code: 'cycle' }] })
  expect(loop.code).toBe(2)
})
