import { expect, it } from 'vitest'
import { lineClock, momentWords, reachWords } from './log-words'

const now = new Date(2026, 2, 18, 14, 37, 12).getTime()
const today = new Date(2026, 2, 18, 2, 0, 11, 402).getTime()
const before = new Date(2026, 2, 9, 2, 0, 11, 402).getTime()
const lastYear = new Date(2025, 10, 14, 2, 0, 11).getTime()

it('says the day only where it is another', () => {
  expect([lineClock(today, now), lineClock(before, now)]).toEqual(['02:00:11.402', ' 9 Mar 02:00:11'])
  expect([today, before, lastYear].map((at) => momentWords(at, now))).toEqual(['02:00:11', '9 Mar, 02:00:11', '14 Nov 2025, 02:00:11'])
})

it('says how much is shown and how far back that is', () => {
  const words = (rows: number, some: Partial<Parameters<typeof reachWords>[0]>) =>
    reachWords({ rows, searchedTo: today, earlier: true, filtered: false, ...some }, now)
  expect([words(1204, {}), words(1, { filtered: true }), words(3, { filtered: true, earlier: false }), words(0, { searchedTo: null })]).toEqual([
    '1,204 lines, back to 02:00:11',
    '1 line matches, searched back to 02:00:11',
    '3 lines match, searched back to the beginning',
    '0 lines',
  ])
})
