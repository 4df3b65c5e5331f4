import { expect, it } from 'vitest'
import type { PlacedLogLine } from '../../../engine/contract/log'
import { lineAt, MAX_LINES } from './line-list'
import { tailOf, withAnswer, withHeard } from './log-tail'
import { createNameKeeper } from './name-keeper'

const line = (place: number): PlacedLogLine => ({
  seq: place,
  at: place * 10,
  stepRunId: 's',
  stepId: 'parse',
  itemIndex: null,
  attempt: 1,
  level: 'info',
  text: `line ${place}`,
  place,
  runId: 'r',
  externalId: 'SBX-1',
  pipelineId: 'p',
  pipelineName: 'digest',
})
const newestFirst = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => line(to - n))
const placesOf = (tail: ReturnType<typeof tailOf>) => Array.from({ length: tail.list.rows }, (_, row) => lineAt(tail.list, row)?.place)

it('begins at the newest lines, reads older ones before them and hears new ones after them', () => {
  const begun = tailOf({ lines: newestFirst(5, 6), before: 5, searchedTo: 50 })
  const longer = withHeard(withAnswer(begun, { lines: newestFirst(3, 3), before: null, searchedTo: 10 }), [line(7), line(8)], true)
  expect([placesOf(longer), longer.before, longer.searchedTo, longer.unseen]).toEqual([[3, 5, 6, 7, 8], null, 10, null])
})

it('remembers how far back a search got that found nothing', () => {
  const tail = withAnswer(tailOf({ lines: [], before: 900, searchedTo: 9000 }), { lines: [], before: 800, searchedTo: 8000 })
  expect([tail.list.rows, tail.before, tail.searchedTo]).toEqual([0, 800, 8000])
  expect(withAnswer(tail, { lines: [], before: null, searchedTo: null }).searchedTo).toBe(8000)
})

it('asks again for what it let go as new lines came', () => {
  let tail = tailOf({ lines: newestFirst(1, 500), before: null, searchedTo: 10 })
  for (let place = 501; place <= MAX_LINES + 5000; place += 500) tail = withHeard(tail, newestFirst(place, place + 499).toReversed(), true)
  const first = lineAt(tail.list, 0)
  expect([tail.before, tail.searchedTo]).toEqual([first?.place, first?.at])
})

it('only counts new lines while it does not reach the end', () => {
  let tail = tailOf({ lines: newestFirst(900_000, 900_100), before: 900_000, searchedTo: 1 })
  for (let place = 899_999; tail.unseen === null; place -= 2000)
    tail = withAnswer(tail, { lines: newestFirst(place - 1999, place), before: place - 1999, searchedTo: 1 })
  const { rows } = tail.list
  tail = withHeard(tail, [line(1_000_000), line(1_000_001)], true)
  expect([tail.list.rows, tail.unseen]).toEqual([rows, 2])
})

it('takes nothing from under who reads elsewhere', () => {
  let tail = tailOf({ lines: newestFirst(1, 500), before: null, searchedTo: 10 })
  for (let place = 501; place <= MAX_LINES + 5000; place += 500) tail = withHeard(tail, newestFirst(place, place + 499).toReversed(), false)
  expect([lineAt(tail.list, 0)?.place, tail.before, tail.unseen]).toEqual([1, null, 5000])
})

it('keeps one of each name, and every line as it was', () => {
  const keep = createNameKeeper()
  const lines = newestFirst(1, 3)
  expect(keep(lines)).toEqual(lines)
  expect(keep([{ ...line(4), runId: ['r'].join('') }])[0]?.runId).toBe('r')
})
