import { expect, it } from 'vitest'
import { labelPlace } from './label-place'
import { timeScale } from './time-scale'
import type { Segment } from './timeline'

const scale = timeScale(0, 100)
const work = (from: number, to: number): Segment => ({ kind: 'attempt', number: 1, status: 'succeeded', from, to })
const place = (words: string, ...segments: Segment[]) => labelPlace(words, segments, scale, 600)

it('puts the words after the bars, before them, or on the longest', () => {
  expect(place('3.1 s, retried once', work(10, 30))).toEqual({ side: 'after', at: 0.3 })
  expect(place('3.1 s, retried once', work(70, 95))).toEqual({ side: 'before', at: 0.7 })
  expect(place('3.1 s, retried once', work(5, 15), { kind: 'wait', from: 15, to: 60 }, work(60, 98))).toEqual({ side: 'on', at: 0.6 })
})

it('reads differently on the pale bar of what was cancelled', () => {
  expect(place('3.1 s, retried once', { kind: 'items', status: 'cancelled', from: 2, to: 98 })).toEqual({ side: 'onQuiet', at: 0.02 })
})

it('leaves them out where they fit nowhere, and where there is nothing', () => {
  expect(place('3.1 s, retried once', work(5, 10), { kind: 'wait', from: 10, to: 99 })).toBeNull()
  expect(place('')).toBeNull()
})
