import type { Run } from '../../../engine/contract/run'

/** Rows are read by so many at once. */
export const WINDOW_ROWS = 100
/** Windows kept; the ones farthest from the eye go first. */
const MAX_WINDOWS = 60

interface Window {
  readonly runs: readonly Run[]
  /** Something changed since it was read: still shown, and read again when it is looked at. */
  readonly stale: boolean
}

/** The list of runs, as far as it has been looked at. Row n is the n-th newest run that matches. */
export interface RunWindows {
  /** How many match; null before the first answer. */
  readonly total: number | null
  readonly windows: ReadonlyMap<number, Window>
}

export const NO_WINDOWS: RunWindows = { total: null, windows: new Map() }

export const runAt = (list: RunWindows, row: number): Run | undefined => list.windows.get(Math.floor(row / WINDOW_ROWS))?.runs[row % WINDOW_ROWS]

/** The windows that rows first … last (inclusive) need read. Before the first answer, that is the first window. */
export function windowsToRead(list: RunWindows, first: number, last: number): readonly number[] {
  const end = list.total === null ? Math.max(0, last) : Math.min(last, list.total - 1)
  if (end < 0) return list.windows.get(0)?.stale === false ? [] : [0]
  const from = Math.floor(Math.max(0, Math.min(first, end)) / WINDOW_ROWS)
  return Array.from({ length: Math.floor(end / WINDOW_ROWS) - from + 1 }, (_, offset) => from + offset).filter(
    (window) => list.windows.get(window)?.stale !== false,
  )
}

export function withWindow(list: RunWindows, window: number, runs: readonly Run[], total: number): RunWindows {
  const windows = new Map(list.windows).set(window, { runs, stale: false })
  // The list became shorter: what lay beyond its end is gone.
  for (const number of windows.keys()) if (number > 0 && number * WINDOW_ROWS >= total) windows.delete(number)
  const farthestFirst = [...windows.keys()].toSorted((a, b) => Math.abs(b - window) - Math.abs(a - window))
  for (const number of farthestFirst.slice(0, Math.max(0, windows.size - MAX_WINDOWS))) windows.delete(number)
  return { total, windows }
}

/** After a hint: a run may have come, gone from the filter or moved, so that every row may have shifted. */
export function allStale(list: RunWindows): RunWindows {
  return { total: list.total, windows: new Map([...list.windows].map(([number, { runs }]) => [number, { runs, stale: true }])) }
}

/** The row in which a run is, among the rows that were read. */
export function rowOf(list: RunWindows, runId: string): number | null {
  for (const [number, { runs }] of list.windows) {
    const place = runs.findIndex(({ id }) => id === runId)
    if (place !== -1) return number * WINDOW_ROWS + place
  }
  return null
}

/** By how many rows the list moved under the reader: where a run that was at `row` is now, less where it was. 0 when it cannot be told. */
export function shiftOf(list: RunWindows, runId: string, row: number): number {
  const near = [0, 1, -1].flatMap((offset) => {
    const number = Math.floor(row / WINDOW_ROWS) + offset
    const window = list.windows.get(number)
    const place = window === undefined || window.stale ? -1 : window.runs.findIndex(({ id }) => id === runId)
    return place === -1 ? [] : [number * WINDOW_ROWS + place]
  })
  const found = near[0]
  return found === undefined ? 0 : found - row
}
