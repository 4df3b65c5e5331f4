import { expect, it } from 'vitest'
import type { LogLine } from '../../../engine/contract/log'
import { nextHit, searchOn, startSearch } from './log-search'
import { earlierRead, readAhead, stepLogFrom, withEarlier, withLater, withLive } from './step-log'

const line = (seq: number, text: string): LogLine => ({ seq, at: seq, stepRunId: 's', stepId: 'parse', itemIndex: null, attempt: 1, level: 'info', text })

it('finds what a reader sees, whatever its case and colours, and looks at each line once', () => {
  const search = searchOn(startSearch('time out'), [line(1, 'TIME OUT'), line(2, 'fine'), line(3, '\u001b[31mtime\u001b[0m out')], 3)
  expect(search).toEqual({ text: 'time out', found: [1, 3], searchedTo: 3 })
  expect(searchOn(search, [line(3, 'time out'), line(9, 'time out')], 9).found).toEqual([1, 3, 9])
})

it('jumps forth and back, and round at the ends', () => {
  const search = { text: 'x', found: [10, 20, 30], searchedTo: 40 }
  expect([nextHit(search, 0, 1), nextHit(search, 20, 1), nextHit(search, 30, 1), nextHit(search, 20, -1), nextHit(search, 5, -1)]).toEqual([0, 2, 0, 0, 2])
  expect(nextHit(startSearch('x'), 0, 1)).toBeNull()
})

it('reads the log of a step forwards to its end, then hears it live', () => {
  const read = readAhead(0)
  const log = withLive(withLater(stepLogFrom(0), read, [line(4, 'a'), line(90, 'b')], 100), 100, [line(101, 'c')], 104)
  expect([log.lines.map(({ seq }) => seq), log.from, log.to, earlierRead(log)]).toEqual([[4, 90, 101], 0, 104, null])
})

it('reads it backwards from the end, without gap or repeat', () => {
  const end = withLive(stepLogFrom(25_000), 25_000, [line(25_001, 'new')], 25_001)
  const first = earlierRead(end)
  expect(first).toEqual({ afterSeq: 15_000, limit: 10_000 })
  const log = first === null ? end : withEarlier(end, first, [line(20_000, 'older'), line(25_001, 'new')])
  expect([log.lines.map(({ seq }) => seq), log.from, log.to]).toEqual([[20_000, 25_001], 15_000, 25_001])
})

it('does not take live lines in after a stretch that it has not read', () => {
  const log = stepLogFrom(0)
  expect(withLive(log, 100, [line(101, 'c')], 101)).toBe(log)
})
