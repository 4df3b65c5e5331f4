import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogLine } from '../../../engine/contract/log'
import { emptyLog, lineAt, logWindow, missingPages, PAGE_LINES, withLines } from './log-buffer'

const line = (seq: number, text = `line ${seq}`): LogLine => ({
  seq,
  at: seq,
  stepRunId: 's',
  stepId: 'parse',
  itemIndex: null,
  attempt: 1,
  level: 'info',
  text,
})
const lines = (from: number, to: number, text?: string) => Array.from({ length: to - from + 1 }, (_, index) => line(from + index, text))

describe('the log buffer', () => {
  it('knows how long a log is before it has read any of it', () => {
    const log = emptyLog(1_000_000)
    expect(lineAt(log, 700_000)).toBeUndefined()
    expect(missingPages(log, 700_001, 700_040)).toEqual([{ page: 1400, afterSeq: 700_000, limit: PAGE_LINES }])
  })

  it('asks only for what is missing, and not for lines that are not written yet', () => {
    const log = withLines(emptyLog(1200), lines(501, 1000), 501)
    expect(missingPages(log, 400, 1300).map(({ page }) => page)).toEqual([0, 2])
    expect(missingPages(withLines(log, lines(1001, 1200), 1200), 501, 1300)).toEqual([])
    expect(missingPages(emptyLog(0), 1, 40)).toEqual([])
  })

  it('grows with live lines, and reads the start of a page that they began in the middle', () => {
    const log = withLines(emptyLog(740), lines(741, 760), 760)
    expect([log.lastSeq, lineAt(log, 750)?.text]).toEqual([760, 'line 750'])
    expect(missingPages(log, 730, 760)).toEqual([{ page: 1, afterSeq: 500, limit: PAGE_LINES }])
    expect(missingPages(withLines(log, lines(501, 740), 760), 730, 760)).toEqual([])
  })

  it('forgets what lies farthest from the eye, never what is looked at', () => {
    const long = 'x'.repeat(16 * 1024)
    let log = emptyLog(100_000)
    for (let page = 0; page < 10; page += 1) log = withLines(log, lines(page * PAGE_LINES + 1, (page + 1) * PAGE_LINES, long), 4800)
    expect(lineAt(log, 1)).toBeUndefined()
    expect(lineAt(log, 4800)?.seq).toBe(4800)
    expect(log.pages.size).toBeLessThanOrEqual(3)
  })

  it('holds a bounded number of pages however far one scrolls', () => {
    let log = emptyLog(1_000_000)
    for (let seq = 1; seq < 200_000; seq += PAGE_LINES) log = withLines(log, lines(seq, seq + PAGE_LINES - 1), seq)
    expect(log.pages.size).toBeLessThanOrEqual(120)
  })

  it('shows the same whatever the order and repetition in which lines arrive', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1500 }), { maxLength: 60 }), (order) => {
        const log = order.reduce((before, seq) => withLines(before, [line(seq)], seq), emptyLog(0))
        expect(log.lastSeq).toBe(Math.max(0, ...order))
        for (const seq of order) expect(lineAt(log, seq)?.seq).toBe(seq)
      }),
    )
  })
})

describe('logWindow', () => {
  it('is the whole log while a browser can lay it out', () => {
    expect(logWindow(1_000_000, 'end')).toEqual({ first: 1, rows: 1_000_000, reachesEnd: true })
  })
  it('moves over a longer one', () => {
    expect(logWindow(3_000_000, 'end')).toEqual({ first: 2_000_001, rows: 1_000_000, reachesEnd: true })
    expect(logWindow(3_000_000, 10)).toEqual({ first: 1, rows: 1_000_000, reachesEnd: false })
    expect(logWindow(3_000_000, 1_500_000)).toEqual({ first: 1_000_000, rows: 1_000_000, reachesEnd: false })
  })
})
