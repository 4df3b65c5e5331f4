import { useEffect, useRef } from 'react'
import type { EngineEvent } from '../../../engine/contract/events'
import { useListHints } from '../../engine/use-list-hints'
import { useLatest } from '../../lib/use-latest'

/** Sums over a long time change little with one run: they are read again at most this often (ms). */
const REST_MS = 4000

/** Reads again when a hint says that runs changed, but never without a rest; the last change is always read. */
export function useRefreshAtRest(refresh: () => void): void {
  const latest = useLatest(refresh)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const readAt = useRef(0)
  useListHints(runsChanged, () => {
    if (timer.current !== null) return
    const wait = Math.max(0, readAt.current + REST_MS - Date.now())
    timer.current = setTimeout(() => {
      timer.current = null
      readAt.current = Date.now()
      latest.current()
    }, wait)
  })
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current)
    },
    [],
  )
}

export const runsChanged = (hint: EngineEvent): boolean => hint.type === 'runs.changed'
