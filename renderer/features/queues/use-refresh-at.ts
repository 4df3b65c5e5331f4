import { useEffect } from 'react'
import { useLatest } from '../../lib/use-latest'

/** A moment later than told: what changes then has changed. */
const LATER_MS = 150

/** Reads again when the first of the times has come, since nobody sends a hint for that. */
export function useRefreshAt(times: readonly number[], refresh: () => void): void {
  const latest = useLatest(refresh)
  const first = times.length === 0 ? null : Math.min(...times)
  useEffect(() => {
    if (first === null) return
    const timer = setTimeout(() => latest.current(), Math.max(0, first - Date.now()) + LATER_MS)
    return () => clearTimeout(timer)
  }, [first, latest])
}
