import { expect, it } from 'vitest'
import { costChange, durationChange, finishedChange, rateChange } from './change-words'
import { figuresOf, formatRate, NOTHING, type Figures } from './figures'

const BEFORE = 'the 24 h before'
const figures = (some: Partial<Figures>): Figures => ({ ...NOTHING, ...some })

it('counts what finished, and judges by what succeeded or failed', () => {
  expect(figuresOf({ from: 0, succeeded: 9, failed: 1, cancelled: 2, p50Ms: 1200, tokens: 5, usd: 0.1 })).toEqual({
    finished: 12,
    successRate: 0.9,
    usualMs: 1200,
    tokens: 5,
    usd: 0.1,
  })
  expect(figuresOf({ from: 0, succeeded: 0, failed: 0, cancelled: 2, p50Ms: null, tokens: 0, usd: 0 }).successRate).toBeNull()
})

it('never rounds one failure among many away', () => {
  expect([1, 0.9999, 0.986, 0.5, 0].map(formatRate)).toEqual(['100 %', '99.9 %', '98.6 %', '50 %', '0 %'])
})

it('says the change of how many', () => {
  const change = (now: number, then: number) => finishedChange(figures({ finished: now }), figures({ finished: then }), BEFORE)
  expect([change(12, 4), change(4, 1204), change(3, 3), change(3, 0), change(0, 0)]).toEqual([
    '8 more than the 24 h before',
    '1,200 fewer than the 24 h before',
    'As many as the 24 h before',
    'None in the 24 h before',
    'None in the 24 h before either',
  ])
})

it('says the change of a rate in points', () => {
  const change = (now: number | null, then: number | null) => rateChange(figures({ successRate: now }), figures({ successRate: then }), BEFORE)
  expect([change(0.98, 0.959), change(0.95, 0.96), change(0.95, 0.95), change(null, 1), change(1, null)]).toEqual([
    '2.1 points up on the 24 h before',
    '1 point down on the 24 h before',
    'The same as the 24 h before',
    'No run succeeded or failed',
    'Nothing before to compare with',
  ])
})

it('says the change of a duration in parts', () => {
  const change = (now: number | null, then: number | null) => durationChange(figures({ usualMs: now }), figures({ usualMs: then }), BEFORE)
  expect([change(880, 1000), change(1200, 1000), change(2500, 1000), change(1001, 1000), change(null, 1), change(5, null)]).toEqual([
    '12 % shorter than the 24 h before',
    '20 % longer than the 24 h before',
    '2.5 times the 24 h before',
    'As long as the 24 h before',
    'No run succeeded',
    'Nothing before to compare with',
  ])
})

it('says the change of cost in money, or in tokens where no price is known', () => {
  const change = (now: Partial<Figures>, then: Partial<Figures>) => costChange(figures(now), figures(then), BEFORE)
  expect([
    change({ usd: 1.5, tokens: 9 }, { usd: 1, tokens: 4 }),
    change({ tokens: 1000 }, { tokens: 4000 }),
    change({ tokens: 10 }, {}),
    change({ tokens: 10, usd: 1 }, { tokens: 10, usd: 1 }),
    change({}, {}),
  ]).toEqual([
    '$0.50 more than the 24 h before',
    '3k less than the 24 h before',
    'None in the 24 h before',
    'As much as the 24 h before',
    'No model was called',
  ])
})
