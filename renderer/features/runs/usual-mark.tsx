import { formatDuration } from '../../lib/format-duration'
import type { StepView } from './run-view'
import { positionOf, type TimeScale } from './time-scale'
import type { Usual } from './usual'
import styles from './usual-mark.module.css'

/** On a step's row: where it usually ends, and a thin line to where 19 of 20 have ended. */
export function UsualMark({ step: { startedAt }, usual: { p50, p95 }, scale }: { readonly step: StepView; readonly usual: Usual; readonly scale: TimeScale }) {
  if (startedAt === null || startedAt + p50 > scale.to) return null
  const left = positionOf(scale, startedAt + p50)
  const right = positionOf(scale, startedAt + p95)
  return (
    <span
      className={styles.mark}
      style={{ left: `${(left * 100).toFixed(3)}%`, width: `${((right - left) * 100).toFixed(3)}%` }}
      title={`Usually ends here, after ${formatDuration(p50)}; 19 of 20 within ${formatDuration(p95)}`}
    />
  )
}
