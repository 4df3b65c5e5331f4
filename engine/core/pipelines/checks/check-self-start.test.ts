import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type KindRules, parsePipeline } from '../parse-pipeline'

const rules = { config: z.looseObject({}), defaults: { timeoutMs: 1000, queue: 'default', onLost: 'fail' } } as const
const kinds = new Map<string, KindRules>([
  ['run', { ...rules, roster: { of: 'pipeline', key: 'pipeline' } }],
  ['ask', { ...rules, roster: { of: 'model', key: 'pipeline' } }],
])

const problemsOf = (lines: string, pipelines?: readonly string[]) =>
  parsePipeline(lines, kinds, pipelines === undefined ? {} : { rosters: { pipeline: pipelines } }).problems.map(
    ({ severity, code, line }) => `${line} ${severity} ${code}`,
  )

const starting = (step: string) => `name: nightly\nsteps:\n  - { id: a, ${step} }`

describe('a step that starts a run', () => {
  it('of its own pipeline is warned of, wherever it stands', () => {
    expect(problemsOf(starting('uses: run, with: { pipeline: nightly }'))).toEqual(['3 warning starts_itself'])
    expect(problemsOf(`${starting('uses: run, with: { pipeline: other }')}\non_failure:\n  - { id: b, uses: run, with: { pipeline: nightly } }`)).toEqual([
      '5 warning starts_itself',
    ])
  })

  it.each([
    ['of another pipeline', 'uses: run, with: { pipeline: other }'],
    ['of one that only the run knows', 'uses: run, with: { pipeline: "${{ run.id }}" }'],
    ['of no pipeline yet', 'uses: run'],
    ['of something that only bears the same name', 'uses: ask, with: { pipeline: nightly }'],
  ])('%s is not', (_what, step) => {
    expect(problemsOf(starting(step))).toEqual([])
  })

  it('may name its own pipeline before that is saved, and no other that is not there', () => {
    expect(problemsOf(starting('uses: run, with: { pipeline: nightly }'), ['other'])).toEqual(['3 warning starts_itself'])
    expect(problemsOf(starting('uses: run, with: { pipeline: gone }'), ['other'])).toEqual(['3 warning unknown_pipeline'])
    expect(problemsOf('steps:\n  - { id: a, uses: run, with: { pipeline: gone } }', ['other'])).toEqual(['1 error missing_key', '2 warning unknown_pipeline'])
  })
})
