import { expect, it } from 'vitest'
import type { PlannedStep, RerunPlan } from '../../contract/rerun'
import { planLines } from './plan-lines'

const step = (stepId: string, more: Partial<Extract<PlannedStep, { fate: 'runs' }>> | { fate: 'reused'; status: 'succeeded' | 'skipped' }): PlannedStep => {
  const all = { stepId, name: stepId, kind: 'shell', ms: 1000, usage: null }
  return more.fate === 'reused' ? { ...all, ...more } : { ...all, fate: 'runs', why: 'chosen', after: null, mayUseCache: false, itemsKept: 0, ...more }
}

const plan: RerunPlan = {
  version: 2,
  storesVersion: true,
  graph: { steps: [] },
  steps: [
    step('fetch', { fate: 'reused', status: 'succeeded' }),
    step('spare', { fate: 'reused', status: 'skipped' }),
    step('each', { why: 'failed', itemsKept: 40 }),
    step('report', { why: 'downstream', after: 'each', ms: null }),
  ],
  dropped: [{ stepId: 'old', name: 'old', status: 'succeeded' }],
  saves: { ms: 12_400, tokens: 3120, usd: 0.021, unknown: 0 },
  costs: { ms: 1000, tokens: 10, usd: null, unknown: 1 },
}

it('shows a plan as a table, with what it saves and costs, and says what is not known', () => {
  expect(planLines(plan)).toEqual([
    'STEP    NOW     WHY                                  TOOK',
    'fetch   reused  its output is taken over             1.0 s',
    'spare   reused  stays skipped                        1.0 s',
    'each    runs    failed before, keeps up to 40 items  1.0 s',
    'report  runs    comes after each',
    '',
    'No longer in the pipeline: old.',
    '',
    'Saves 12.4 s of work, 3,120 tokens, $0.0210.',
    'Costs, as far as the earlier run tells, 1.0 s of work, 10 tokens, no price known. Of 1 step that is not known.',
    'The changed definition is stored as version 2 when the run starts.',
  ])
})
