import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ERRORS, isErrorCode } from '../engine/contract/errors'
import { compileExpression } from '../engine/core/pipelines/expressions'
import { parsePipeline } from '../engine/core/pipelines/parse-pipeline'
import { about, apiText, PROCEDURES } from './generate-api'
import { NAMES } from './generate-expressions'
import { GENERATED_FILES } from './generated-files'
import { PROBLEM_CODES } from './reference/problem-codes'
import { withStepKinds } from './reference/step-kinds'

describe('files made from code', () => {
  it.each(GENERATED_FILES)('$path is what the code makes (npm run generate)', async ({ path, text }) => {
    expect(readFileSync(path, 'utf8')).toBe(await text())
  })
})

describe('the reference', () => {
  it('names in expressions what expressions know', () => {
    expect(NAMES.filter(({ expression }) => 'error' in compileExpression(expression))).toEqual([])
  })

  it('says how long durations may be', async () => {
    const problems = (step: string) => withStepKinds((kinds) => parsePipeline(`name: p\nsteps:\n  - { id: a, uses: wait, ${step} }`, kinds).problems.length)
    const longest = ['timeout: 24d, with: { for: 100d }', 'retry: { delay: 1d, max: 1d }, with: { for: 1s }']
    const longer = [
      'timeout: 24d1ms, with: { for: 1s }',
      'with: { for: 100d1ms }',
      'retry: { delay: 1d1ms }, with: { for: 1s }',
      'retry: { max: 1d1ms }, with: { for: 1s }',
    ]
    expect(await Promise.all([...longest, ...longer].map(problems))).toEqual([0, 0, 1, 1, 1, 1])
  })

  it('explains every procedure, and names codes that exist', () => {
    expect(PROCEDURES.filter((procedure) => about(procedure) === '').map(({ name }) => name)).toEqual([])
    const refusals = PROCEDURES.flatMap((procedure) =>
      [...(about(procedure).split('Throws ')[1] ?? '').matchAll(/`([a-z]+_[a-z_]+)`/g)].map(([, code = '']) => code),
    )
    expect(refusals.filter((code) => !isErrorCode(code))).toEqual([])
    expect(refusals.length).toBeLessThan(Object.keys(ERRORS).length)
  })

  it('tells the fields of the rosters, with their limits', () => {
    const fields = ['`concurrency` | whole number (1 to 1,000)', '`maxAttempts`', '`statusPath`', '`requestsPerMinute`', '`quietHours` | { from:', '`allowedPrivateHosts` | list']
    const text = apiText()
    expect(fields.filter((field) => !text.includes(`| ${field}`))).toEqual([])
  })

  it('explains every problem that the parser of pipeline files can tell, and no other', () => {
    expect(Object.keys(PROBLEM_CODES)).toEqual([...new Set(codesIn('engine/core/pipelines'))].toSorted())
  })
})

/** As they stand in the sources: after `code:`, or handed to a method that tells a problem. */
const TOLD = /(?:\bcode(?:: | = )|#refuse\(|#stop\(|placed?, |value, )'([a-z]+(?:_[a-z]+)*)'/g
/** It reads zod's codes, and expression failures are the engine's. */
const OTHERS = ['zod-issues.ts', 'cel']

const codesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (OTHERS.includes(entry.name) || entry.name.endsWith('.test.ts')) return []
    if (entry.isDirectory()) return codesIn(path)
    return [...readFileSync(path, 'utf8').matchAll(TOLD)].map(([, code = '']) => code)
  })
