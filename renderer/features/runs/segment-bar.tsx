import { STATUS_LOOK } from '../../components/statuses'
import { cx } from '../../lib/class-names'
import { formatClockMs } from '../../lib/format-time'
import { formatDuration } from '../../lib/format-duration'
import { withoutCode } from '../../lib/without-code'
import type { StepView } from './run-view'
import styles from './segment-bar.module.css'
import { positionOf, type TimeScale } from './time-scale'
import type { Segment } from './timeline'
import { usually, type Usual } from './usual'

interface SegmentBarProps {
  readonly segment: Segment
  readonly scale: TimeScale
  readonly step: StepView
  readonly usual: Usual | null
}

/** One stretch of a step's row; what it was is said on hover. */
export function SegmentBar({ segment, scale, step, usual }: SegmentBarProps) {
  const left = positionOf(scale, segment.from)
  const width = positionOf(scale, segment.to) - left
  const place = { left: `${(left * 100).toFixed(3)}%`, width: `${(width * 100).toFixed(3)}%` }
  const share = segment.kind === 'items' && step.map !== null && step.map.total > 0 ? step.map.failed / step.map.total : 0
  return (
    <span
      className={cx(styles.bar, styles[segment.kind], 'status' in segment && styles[STATUS_LOOK[segment.status].shape])}
      style={place}
      title={inWords(segment, step, usual)}
    >
      {share > 0 && <span className={styles.share} style={{ width: `${(share * 100).toFixed(2)}%` }} />}
    </span>
  )
}

function inWords(segment: Segment, step: StepView, usual: Usual | null): string {
  const long = formatDuration(segment.to - segment.from)
  const when = `${formatClockMs(segment.from)}, ${long}`
  switch (segment.kind) {
    case 'queue':
      return `Waited ${long} for a worker`
    case 'wait':
      return `Waited ${long}`
    case 'items':
      return `${STATUS_LOOK[segment.status].word}: ${step.map?.done ?? 0} of ${step.map?.total ?? 0} items; ${when}${usually(segment.to - segment.from, usual)}`
    case 'attempt': {
      const error = step.attempts.find(({ number }) => number === segment.number)?.error
      return `Attempt ${segment.number} ${segment.status}; ${when}${usually(segment.to - segment.from, usual)}${error == null ? '' : `\n${withoutCode(error.message)}`}`
    }
  }
}
