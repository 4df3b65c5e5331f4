import { History } from 'lucide-react'
import { useRef } from 'react'
import { cx } from '../../lib/class-names'
import { formatCount } from '../../lib/format-count'
import { formatDuration } from '../../lib/format-duration'
import { eventWords, MOST_EVENTS } from './replay'
import { isRunOver, type RunView } from './run-view'
import styles from './scrubber.module.css'
import { positionOf, type TimeScale } from './time-scale'
import type { Past, Replay } from './use-replay'

interface ScrubberProps {
  /** The run as it stands now. */
  readonly view: RunView
  readonly replay: Replay
  /** The timeline's. */
  readonly scale: TimeScale
  /** Where the present lies on it: now, or the run's end. */
  readonly present: number
}

/** So near to the present, a pointer means it (part of the track). */
const NEAR_PRESENT = 0.006
const PAGE = 10

/** Under the timeline and on its scale: the moment that is shown. At its right end lies the present. */
export function Scrubber({ view, replay, scale, present }: ScrubberProps) {
  const track = useRef<HTMLDivElement>(null)
  const { past, seq, goTo, goLive } = replay
  const last = view.lastSeq
  const end = positionOf(scale, present)
  const at = past === null ? end : positionOf(scale, past.at)

  const drag = (event: React.PointerEvent) => {
    const box = track.current?.getBoundingClientRect()
    if (box === undefined || box.width === 0) return
    const part = (event.clientX - box.left) / box.width
    if (part >= end - NEAR_PRESENT) goLive()
    else goTo({ at: scale.from + Math.max(0, part) * (scale.to - scale.from) })
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    const to = KEYS[event.key]?.(seq)
    if (to === undefined) return
    event.preventDefault()
    event.stopPropagation()
    goTo({ seq: to })
  }

  if (replay.tooLong) {
    return (
      <p className={styles.tooLong}>
        This run's history is too long to replay here: {formatCount(last)} events, where {formatCount(MOST_EVENTS)} can be.
      </p>
    )
  }
  return (
    <div className={cx(styles.row, past !== null && styles.past)}>
      <span className={styles.label}>
        <History aria-hidden />
        {replay.reading ? 'Reading the history…' : past === null ? presentWord(view) : 'In the past'}
      </span>
      <div
        ref={track}
        role="slider"
        tabIndex={0}
        aria-label="Moment of the run"
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={seq}
        aria-valuetext={past === null ? presentWord(view) : momentWords(past, scale.from)}
        className={styles.track}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          drag(event)
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) drag(event)
        }}
      >
        <span className={styles.line} style={{ width: percent(end) }} />
        <span className={styles.done} style={{ width: percent(at) }} />
        <span className={styles.thumb} style={{ left: percent(at) }} />
      </div>
    </div>
  )
}

const KEYS: Readonly<Record<string, (seq: number) => number>> = {
  ArrowLeft: (seq) => seq - 1,
  ArrowDown: (seq) => seq - 1,
  ArrowRight: (seq) => seq + 1,
  ArrowUp: (seq) => seq + 1,
  PageDown: (seq) => seq - PAGE,
  PageUp: (seq) => seq + PAGE,
  Home: () => 0,
  End: () => Number.POSITIVE_INFINITY,
}

export const presentWord = ({ run }: Pick<RunView, 'run'>): string => (isRunOver(run.status) ? 'As it ended' : 'Live')

/** "14.2 s after its start, event 12: summarise: running". */
export function momentWords({ at, seq, event }: Past, from: number): string {
  if (event === null) return 'before it began'
  return `${formatDuration(at - from)} after its start, event ${formatCount(seq)}: ${eventWords(event)}`
}

const percent = (part: number): string => `${(part * 100).toFixed(3)}%`
