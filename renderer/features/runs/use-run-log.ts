import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { useAttached } from '../../engine/engine-provider'
import { lineAt, logWindow, missingPages } from './log-buffer'
import type { RunLogSource } from './run-log-source'
import type { RunStore } from './run-store'
import { isRunOver } from './run-view'
import { whyOf } from './why-of'

/** A moment's rest before pages are read: whoever drags the scrollbar over a million lines wants only where they stop. */
const REST_MS = 40

/** The log of the whole run: any part of it is read when it is looked at. */
export function useRunLog(store: RunStore, runId: string): RunLogSource {
  const log = useStore(store, (state) => state.log)
  const live = useStore(store, ({ view }) => view !== null && !isRunOver(view.run.status))
  const attached = useAttached()
  const [anchor, setAnchor] = useState<number | 'end'>('end')
  const [failed, setFailed] = useState<string | null>(null)
  const [seen, setSeen] = useState({ first: 0, last: 0 })
  const reading = useRef(new Set<number>())
  const window = logWindow(log.lastSeq, anchor)
  const missing = missingPages(log, window.first + seen.first, window.first + seen.last)
  const wanted = missing.map(({ page }) => page).join()

  useEffect(() => {
    if (attached === null || wanted === '') return
    const stop = new AbortController()
    const read = async () => {
      const state = store.getState()
      const pages = missingPages(state.log, window.first + seen.first, window.first + seen.last).filter(({ page }) => !reading.current.has(page))
      for (const { page, afterSeq, limit } of pages) {
        reading.current.add(page)
        try {
          const { lines } = await attached.client.runs.log({ runId, afterSeq, limit }, { signal: attached.signal })
          store.readLines(lines, window.first + seen.first)
          setFailed(null)
        } catch (thrown) {
          if (!attached.signal.aborted) setFailed(whyOf(thrown))
        } finally {
          reading.current.delete(page)
        }
        if (stop.signal.aborted) return
      }
    }
    const timer = setTimeout(() => void read(), REST_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [attached, runId, store, wanted, window.first, seen.first, seen.last])

  const look = useCallback(
    (first: number, last: number) => setSeen((before) => (before.first === first && before.last === last ? before : { first, last })),
    [],
  )

  return useMemo(
    () => ({
      key: runId,
      rows: window.rows,
      lineAt: (row) => lineAt(log, window.first + row),
      numberAt: (row) => window.first + row,
      rowOf: (seq) => (seq >= window.first && seq < window.first + window.rows ? seq - window.first : null),
      look,
      reveal: setAnchor,
      earlier: window.first > 1,
      later: !window.reachesEnd,
      live,
      loading: false,
      failed,
      newest: log.lastSeq,
      read: (afterSeq, limit, signal) => readPage(attached, (client) => client.runs.log({ runId, afterSeq, limit }, { signal })),
    }),
    [runId, window.rows, window.first, window.reachesEnd, log, look, live, failed, attached],
  )
}

type Attached = ReturnType<typeof useAttached>
type Page = Awaited<ReturnType<RunLogSource['read']>>

/** A page over the live link; rejects while there is none. */
export async function readPage(attached: Attached, read: (client: NonNullable<Attached>['client']) => Promise<Page>): Promise<Page> {
  if (attached === null) throw new Error('The link to the engine is closed.')
  return read(attached.client)
}
