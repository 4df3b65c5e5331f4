import { describe, expect, it } from 'vitest'
import type { PlannedStep } from './rerun'
import { countsWords, fateWords, figureWords, type FigureFormats, unknownWords, versionWords } from './rerun-words'

const step = { stepId: 'draft', name: 'draft', kind: 'llm', ms: 1200, usage: null }
const runs = (more: Partial<Extract<PlannedStep, { fate: 'runs' }>>): PlannedStep => ({ ...step, fate: 'runs', why: 'chosen', after: null, mayUseCache: false, itemsKept: 0, ...more })
const dropped = { stepId: 'old', name: 'old', status: 'succeeded' } as const
const format: FigureFormats = { duration: (ms) => `${ms} ms`, tokens: (count) => `${count} tokens`, usd: (amount) => `$${amount}` }
const reused: PlannedStep = { ...step, fate: 'reused', status: 'succeeded' }

describe('a plan in words', () => {
  it('says why each step runs, and what of it is kept', () => {
    expect(
      [runs({}), runs({ why: 'changed' }), runs({ why: 'failed', itemsKept: 40 }), runs({ why: 'unfinished' }), runs({ why: 'new' }), runs({ why: 'downstream', after: 'draft' }), runs({ why: 'downstream' }), reused, { ...reused, status: 'skipped' as const }].map(fateWords),
    ).toEqual(['chosen', 'changed', 'failed before, keeps up to 40 items', 'did not end', 'new', 'comes after draft', 'comes after another', 'its output is taken over', 'stays skipped'])
  })

  it('says of which steps the outcome may come from the step cache', () => {
    expect([runs({ why: 'changed', mayUseCache: true }), runs({ why: 'failed', itemsKept: 1, mayUseCache: true })].map(fateWords)).toEqual(['changed, may come from the step cache', 'failed before, keeps up to 1 item, may come from the step cache'])
  })

  it('counts what runs, is reused and is dropped', () => {
    expect(countsWords({ steps: [runs({}), reused], dropped: [] })).toBe('1 step runs, 1 is reused')
    expect(countsWords({ steps: [runs({}), runs({}), reused, reused], dropped: [dropped, dropped] })).toBe('2 steps run, 2 are reused, 2 are dropped')
  })

  it('tells what is saved, and honestly of how much it is not known', () => {
    expect(figureWords({ ms: 12_400, tokens: 0, usd: 0, unknown: 0 }, format)).toBe('12400 ms of work')
    expect(figureWords({ ms: 12_400, tokens: 3120, usd: 0.021, unknown: 0 }, format)).toBe('12400 ms of work, 3120 tokens, $0.021')
    expect(figureWords({ ms: 900, tokens: 10, usd: null, unknown: 1 }, format)).toContain('no price known')
    expect(unknownWords({ ms: 0, tokens: 0, usd: 0, unknown: 2 })).toBe('Of 2 steps that is not known.')
    expect(unknownWords({ ms: 0, tokens: 0, usd: 0, unknown: 0 })).toBeNull()
  })

  it('says that a changed definition is stored, when it is', () => {
    expect(versionWords({ version: 5, storesVersion: true })).toBe('The changed definition is stored as version 5 when the run starts.')
    expect(versionWords({ version: 5, storesVersion: false })).toBeNull()
  })
})
