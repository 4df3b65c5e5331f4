import { describe, expect, it } from 'vitest'
import type { PlannedStep } from '../../../../engine/contract/rerun'
import { countsWords, figureWords, unknownWords, whyWords } from './plan-words'

const step = { stepId: 'draft', name: 'draft', kind: 'llm', ms: 1200, usage: null }
const runs = (more: Partial<Extract<PlannedStep, { fate: 'runs' }>>): PlannedStep => ({ ...step, fate: 'runs', why: 'chosen', after: null, itemsKept: 0, ...more })
const reused: PlannedStep = { ...step, fate: 'reused', status: 'succeeded' }

describe('a plan in words', () => {
  it('says why each step runs, and what of it is kept', () => {
    expect(
      [runs({}), runs({ why: 'changed' }), runs({ why: 'failed', itemsKept: 40 }), runs({ why: 'unfinished' }), runs({ why: 'new' }), runs({ why: 'downstream', after: 'draft' }), reused, { ...reused, status: 'skipped' as const }].map(whyWords),
    ).toEqual(['chosen', 'changed', 'failed before, keeps up to 40 items', 'did not end', 'new', 'comes after draft', 'its output is taken over', 'stays skipped'])
  })

  it('counts what runs, is reused and is dropped', () => {
    expect(countsWords([runs({}), reused], 0)).toBe('1 step runs, 1 is reused')
    expect(countsWords([runs({}), runs({}), reused, reused], 2)).toBe('2 steps run, 2 are reused, 2 are dropped')
  })

  it('tells what is saved, and honestly of how much it is not known', () => {
    expect(figureWords({ ms: 12_400, tokens: 0, usd: 0, unknown: 0 })).toBe('12.4 s of work')
    expect(figureWords({ ms: 12_400, tokens: 3120, usd: 0.021, unknown: 0 })).toBe('12.4 s of work, 3.1k tokens, $0.021')
    expect(figureWords({ ms: 900, tokens: 10, usd: null, unknown: 1 })).toContain('no price known')
    expect(unknownWords({ ms: 0, tokens: 0, usd: 0, unknown: 2 })).toBe('Of 2 steps that is not known.')
    expect(unknownWords({ ms: 0, tokens: 0, usd: 0, unknown: 0 })).toBeNull()
  })
})
