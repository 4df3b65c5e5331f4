import { expect, it } from 'vitest'
import type { Run } from '../../../engine/contract/run'
import { allStale, NO_WINDOWS, rowOf, runAt, shiftOf, windowsToRead, withWindow, WINDOW_ROWS } from './run-windows'
import { detailOf } from './testing/run-builders'

const run = (id: string): Run => ({ ...detailOf({ steps: [] }), id })
const rows = (from: number, count = WINDOW_ROWS) => Array.from({ length: count }, (_, index) => run(`r${from + index}`))

it('reads the first window before anything is known, then only what is looked at', () => {
  expect(windowsToRead(NO_WINDOWS, 0, 40)).toEqual([0])
  const list = withWindow(NO_WINDOWS, 0, rows(0), 100_000)
  expect(windowsToRead(list, 0, 40)).toEqual([])
  expect(windowsToRead(list, 70_080, 70_120)).toEqual([700, 701])
  expect(windowsToRead(withWindow(NO_WINDOWS, 0, [], 0), 0, 40)).toEqual([])
})

it('goes on showing what is stale while it is read again', () => {
  const list = allStale(withWindow(NO_WINDOWS, 0, rows(0), 250))
  expect(runAt(list, 3)?.id).toBe('r3')
  expect(windowsToRead(list, 0, 40)).toEqual([0])
  expect(windowsToRead(allStale(withWindow(NO_WINDOWS, 0, [], 0)), 0, 40)).toEqual([0])
})

it('forgets rows beyond the end of a list that became shorter', () => {
  const list = withWindow(withWindow(NO_WINDOWS, 2, rows(200, 50), 250), 0, rows(0, 40), 40)
  expect([list.total, runAt(list, 220)]).toEqual([40, undefined])
})

it('holds a bounded number of windows', () => {
  let list = NO_WINDOWS
  for (let window = 0; window < 900; window += 1) list = withWindow(list, window, rows(window * WINDOW_ROWS), 100_000)
  expect(list.windows.size).toBe(60)
  expect(runAt(list, 89_950)?.id).toBe('r89950')
})

it('knows where a run is and how far the list moved under the reader', () => {
  const list = withWindow(NO_WINDOWS, 1, rows(100), 1000)
  expect([rowOf(list, 'r130'), rowOf(list, 'gone')]).toEqual([130, null])
  const later = withWindow(list, 1, rows(97), 1003)
  expect([shiftOf(later, 'r130', 130), shiftOf(later, 'gone', 130)]).toEqual([3, 0])
})
