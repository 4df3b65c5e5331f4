import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PlacedLogLine } from '../../../engine/contract/log'
import { type LineList, lineAt, MAX_LINES, NO_LINES, numberAt, rowOfNumber, withNewer, withOlder } from './line-list'

const line = (place: number, seq = place, text = `line ${place}`): PlacedLogLine => ({
  seq,
  at: place,
  stepRunId: 's',
  stepId: 'parse',
  itemIndex: null,
  attempt: 1,
  level: 'info',
  text,
  place,
  runId: 'r',
  externalId: 'SBX-1',
  pipelineId: 'p',
  pipelineName: 'digest',
})
const lines = (from: number, to: number, text?: string) => Array.from({ length: to - from + 1 }, (_, n) => line(from + n, from + n, text))
const places = (list: LineList) => Array.from({ length: list.rows }, (_, row) => lineAt(list, row)?.place)

it('holds lines in order, whichever end they come in at, and each keeps its number', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ older: fc.boolean(), count: fc.integer({ min: 0, max: 1500 }) }), { maxLength: 12 }), (steps) => {
      let list = NO_LINES
      let [first, last] = [50_000, 49_999]
      let numbers = new Map<number, number>()
      for (const { older, count } of steps) {
        if (older) list = withOlder(list, lines(first - count, first - 1)).list
        else list = withNewer(list, lines(last + 1, last + count))
        if (older) first -= count
        else last += count
        for (const [place, number] of numbers) expect(lineAt(list, rowOfNumber(list, number) ?? -1)?.place).toBe(place)
        numbers = new Map(
          [0, Math.floor(list.rows / 2), list.rows - 1]
            .filter((row) => row >= 0 && row < list.rows)
            .map((row) => [lineAt(list, row)?.place ?? 0, numberAt(list, row)]),
        )
      }
      expect([list.rows, lineAt(list, 0)?.place, lineAt(list, list.rows - 1)?.place, lineAt(list, list.rows)]).toEqual(
        list.rows === 0 ? [0, undefined, undefined, undefined] : [last - first + 1, first, last, undefined],
      )
    }),
    { numRuns: 40 },
  )
})

it('holds a bounded number of lines: the oldest go as new ones are written', () => {
  let list = NO_LINES
  for (let place = 1; place <= MAX_LINES + 50_000; place += 500) list = withNewer(list, lines(place, place + 499))
  expect(list.rows).toBeLessThanOrEqual(MAX_LINES)
  expect(list.rows).toBeGreaterThan(MAX_LINES - 2000)
  expect(lineAt(list, list.rows - 1)?.place).toBe(MAX_LINES + 50_000)
  expect(rowOfNumber(list, NO_LINES.firstNumber)).toBeNull()
})

it('lets the newest go, and says so, when older ones are read without end', () => {
  let list = NO_LINES
  let gone = false
  for (let place = 600_000; place > 300_000; place -= 1500) {
    const next = withOlder(list, lines(place - 1499, place))
    list = next.list
    gone ||= next.letGo
  }
  expect([gone, list.rows <= MAX_LINES, lineAt(list, 0)?.place]).toEqual([true, true, 300_001])
})

it('never cuts through lines that were written together', () => {
  const together = (place: number, from: number, count: number) => Array.from({ length: count }, (_, n) => line(place, from + n))
  const long = 'x'.repeat(20_000)
  let list = withNewer(NO_LINES, lines(1, 900, long))
  list = withNewer(list, [...together(901, 1, 300)])
  list = withNewer(list, together(901, 301, 300))
  list = withNewer(list, lines(902, 2900, long))
  expect(places(list).includes(901)).toBe(false)
  expect(lineAt(list, 0)?.place).toBe(902)
})

it('holds fewer of very long lines', () => {
  const list = withNewer(withNewer(NO_LINES, lines(1, 2000, 'y'.repeat(16_000))), lines(2001, 4000, 'y'.repeat(16_000)))
  expect(list.rows).toBe(2000)
})
