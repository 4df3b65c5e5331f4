import { useEffect, useState } from 'react'
import { formatExact, formatRelative, relativeGoesStaleIn } from '../lib/format-time'

/** `5 min ago`, kept right while on screen; the exact time on hover. */
export function RelativeTime({ at }: { readonly at: number }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), relativeGoesStaleIn(at, now))
    return () => clearTimeout(timer)
  }, [at, now])
  return (
    <time className="num" dateTime={new Date(at).toISOString()} title={formatExact(at)}>
      {formatRelative(at, now)}
    </time>
  )
}
