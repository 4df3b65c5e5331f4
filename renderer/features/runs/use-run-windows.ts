import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Run, RunFilter } from '../../../engine/contract/run'
import { useAttached } from '../../engine/engine-provider'
import { useListHints } from '../../engine/use-list-hints'
import { allStale, NO_WINDOWS, runAt, windowsToRead, withWindow, WINDOW_ROWS, type RunWindows } from './run-windows'
import { whyOf } from './why-of'

export interface RunRows {
  readonly list: RunWindows
  readonly runAt: (row: number) => Run | undefined
  readonly look: (first: number, last: number) => void
  /** Why the newest reading failed; older rows may still be there. */
  readonly failed: string | null
  readonly refresh: () => void
}

/** Whoever drags the scrollbar through a long list wants only the rows where they stop (ms). */
const REST_MS = 60

/** The runs that match `filter` (the same object for the same list), read window by window as they are looked at, and again when a hint says that some changed. */
export function useRunWindows(filter: RunFilter): RunRows {
  const attached = useAttached()
  const key = JSON.stringify(filter)
  const [held, setHeld] = useState({ key, list: NO_WINDOWS })
  const [seen, setSeen] = useState({ first: 0, last: 0 })
  const [failed, setFailed] = useState<string | null>(null)
  const list = held.key === key ? held.list : NO_WINDOWS
  const wanted = windowsToRead(list, seen.first, seen.last)[0]
  // A new list object for each change means one effect a window: the next is asked for when this one has come.
  const [again, setAgain] = useState(0)

  const change = useCallback(
    (next: (list: RunWindows) => RunWindows) => setHeld((before) => ({ key, list: next(before.key === key ? before.list : NO_WINDOWS) })),
    [key],
  )
  const refresh = useCallback(() => {
    change(allStale)
    setAgain((n) => n + 1)
  }, [change])
  useListHints((hint) => hint.type === 'runs.changed', refresh)
  // Whatever happened while the link was gone was not heard.
  useEffect(() => {
    if (attached !== null) change(allStale)
  }, [attached, change])

  useEffect(() => {
    if (attached === null || wanted === undefined) return
    const stop = new AbortController()
    const read = () => {
      attached.client.runs.list({ filter, skip: wanted * WINDOW_ROWS, limit: WINDOW_ROWS }, { signal: stop.signal }).then(
        ({ items, total }) => {
          if (stop.signal.aborted) return
          setFailed(null)
          change((before) => withWindow(before, wanted, items, total))
        },
        (thrown: unknown) => {
          if (!stop.signal.aborted && !attached.signal.aborted) setFailed(whyOf(thrown))
        },
      )
    }
    const timer = setTimeout(read, wanted === 0 ? 0 : REST_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [attached, wanted, filter, again, change])

  const look = useCallback(
    (first: number, last: number) => setSeen((before) => (before.first === first && before.last === last ? before : { first, last })),
    [],
  )
  return useMemo(() => ({ list, runAt: (row) => runAt(list, row), look, failed, refresh }), [list, look, failed, refresh])
}
