import { createContext, useContext, useEffect, useState } from 'react'

const StoppedAt = createContext<number | null>(null)
const LastKnownAt = createContext<number | null>(null)

/** `value` is the time that every `useNow` below it tells: for looking at the past. Null lets the clock go. */
export const StoppedClock = StoppedAt.Provider

/** `value` is when news stopped coming: every clock below it stands there, or it would show as live what is not. Null lets them go. */
export const LastKnownClock = LastKnownAt.Provider

/** The time, renewed every `everyMs` while the caller is on screen; null stops the clock where it stands. */
export function useNow(everyMs: number | null): number {
  const stopped = useContext(StoppedAt)
  const now = useWallClock(stopped === null ? everyMs : null)
  return stopped ?? now
}

/** The same for what goes on while somebody looks at the past. */
export function useWallClock(everyMs: number | null): number {
  const lastKnown = useContext(LastKnownAt)
  const stands = everyMs === null || lastKnown !== null
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (stands) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs, stands])
  return lastKnown ?? now
}
