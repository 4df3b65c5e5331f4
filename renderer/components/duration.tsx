import { formatDuration } from '../lib/format-duration'
import { useNow } from '../lib/use-now'

interface DurationProps {
  /** Null: has not started; shows a dash. */
  readonly from: number | null
  /** Null: still going; counts on. */
  readonly to: number | null
}

/** How long something took, or has been taking so far. */
export function Duration({ from, to }: DurationProps) {
  const now = useNow(from !== null && to === null ? 100 : null)
  if (from === null) return <span aria-label="not started">–</span>
  return <span className="num">{formatDuration((to ?? now) - from)}</span>
}
