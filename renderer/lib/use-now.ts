import { createContext, useContext, useEffect, useState } from 'react'

const StoppedAt = createContext<number | null>(null)

/** `value` is the time that every `useNow` below it tells: for looking at the past. Null lets the clock go. */
export const StoppedClock = StoppedAt.Provider

/** The time, renewed every `everyMs` while the caller is on screen; null stops the clock where it stands. */
export function useNow(everyMs: number | null): number {
  const stopped = useContext(StoppedAt)
  const now = useWallClock(stopped === null ? everyMs : null)
  return stopped ?? now
}

/** The same for what goes on however the clock was stopped. */
export function useWallClock(everyMs: number | null): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (everyMs === null) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
