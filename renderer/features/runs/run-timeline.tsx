import { memo, useEffect, useMemo, useRef, useState } from 'react'
import { Lamp } from '../../components/lamp'
import { STATUS_LOOK } from '../../components/statuses'
import { cx } from '../../lib/class-names'
import { formatDuration } from '../../lib/format-duration'
import { useElementSize } from '../../lib/use-element-size'
import { useNow, useWallClock } from '../../lib/use-now'
import { isRunOver, isStepOver, type RunView, type StepView } from './run-view'
import { barWords } from './run-words'
import { labelPlace, type LabelPlace } from './label-place'
import styles from './run-timeline.module.css'
import { Scrubber } from './scrubber'
import { SegmentBar } from './segment-bar'
import { positionOf, timeScale, type TimeScale } from './time-scale'
import { segmentsOf, stepDuration, timelineRange } from './timeline'
import type { Replay } from './use-replay'
import type { Usual } from './usual'
import { UsualMark } from './usual-mark'

interface RunTimelineProps {
  readonly view: RunView
  /** The run as it stands now, when the view is of the past: it gives the scale. */
  readonly whole: RunView
  readonly replay: Replay
  readonly selected: string | null
  readonly onSelect: (stepId: string) => void
  readonly critical: ReadonlySet<string>
}

/** Names, and the air at both sides (px); as in the style sheet. */
const BESIDE_TRACK = 220

/** What the words of a tick need (px). */
const TICK_ROOM = 74
const MOST_TICKS = 5

const FASTEST_MS = 33
const SLOWEST_MS = 1000

/** The clock need not run faster than the now-line moves by a pixel. Whole steps, so that it is not wound anew all the time. */
const paceOf = ({ from, to }: TimeScale, track: number): number => Math.min(SLOWEST_MS, Math.max(FASTEST_MS, Math.round((to - from) / Math.max(200, track))))

/** One row a step: what it did when, on one scale. Arrows move the selection. */
export function RunTimeline({ view, whole, replay, selected, onSelect, critical }: RunTimelineProps) {
  const frame = useRef<HTMLDivElement>(null)
  const { width } = useElementSize(frame)
  const over = isRunOver(view.run.status)
  const track = Math.max(0, width - BESIDE_TRACK)
  const ticks = Math.max(2, Math.min(MOST_TICKS, Math.floor(track / TICK_ROOM)))
  const [pace, setPace] = useState(SLOWEST_MS)
  const wholeOver = isRunOver(whole.run.status)
  const present = useWallClock(wholeOver ? null : pace)
  const now = useNow(over ? null : pace)
  const { from, until } = timelineRange(whole, present)
  const { to } = timeScale(from, until, ticks)
  const scale = useMemo(() => timeScale(from, to, ticks), [from, to, ticks])
  const wanted = paceOf(scale, track)
  if (wanted !== pace) setPace(wanted)
  const steps = [...view.steps.values()]
  const usuals = useMemo(() => new Map(whole.run.usualSteps.map((usual) => [usual.stepId, usual])), [whole.run.usualSteps])

  useEffect(() => {
    if (selected !== null) document.getElementById(rowId(selected))?.scrollIntoView({ block: 'nearest' })
  }, [selected])

  const onKeyDown = (event: React.KeyboardEvent) => {
    const by = event.key === 'ArrowDown' || event.key === 'j' ? 1 : event.key === 'ArrowUp' || event.key === 'k' ? -1 : 0
    if (by === 0 || steps.length === 0) return
    event.preventDefault()
    event.stopPropagation()
    const at = steps.findIndex(({ stepId }) => stepId === selected)
    const next = steps[at === -1 ? (by === 1 ? 0 : steps.length - 1) : Math.max(0, Math.min(steps.length - 1, at + by))]
    if (next !== undefined) onSelect(next.stepId)
  }

  const usual = !wholeOver && view.run.usualMs !== null ? positionOf(scale, from + view.run.usualMs.p50) : null
  return (
    <section className={cx(styles.timeline, 'num')} aria-label="Timeline">
      <div className={styles.head}>
        <b>Timeline</b>
        <div className={styles.ticks} aria-hidden>
          {scale.ticks.map((tick, place) => (
            <span
              key={tick}
              data-end={place === 0 ? 'first' : place === scale.ticks.length - 1 ? 'last' : undefined}
              style={{ left: percent(positionOf(scale, scale.from + tick)) }}
            >
              {tickWords(tick, scale)}
            </span>
          ))}
          {usual !== null && (
            <span className={styles.usualWord} style={{ left: percent(usual) }}>
              usual
            </span>
          )}
        </div>
      </div>
      <div
        ref={frame}
        role="listbox"
        aria-label="Steps in time"
        tabIndex={0}
        aria-activedescendant={selected === null ? undefined : rowId(selected)}
        className={styles.rows}
        onKeyDown={onKeyDown}
      >
        <div className={styles.field}>
          <div className={styles.under} aria-hidden>
            {scale.ticks.slice(1, -1).map((tick) => (
              <i key={tick} style={{ left: percent(positionOf(scale, scale.from + tick)) }} />
            ))}
          </div>
          {steps.map((step) => (
            <Row
              key={step.stepId}
              step={step}
              usual={usuals.get(step.stepId) ?? null}
              scale={scale}
              width={track}
              now={isStepOver(step.status) ? 0 : now}
              selected={step.stepId === selected}
              critical={critical.has(step.stepId)}
              onSelect={onSelect}
            />
          ))}
          <div className={styles.over} aria-hidden>
            {usual !== null && (
              <i
                className={styles.usual}
                style={{ left: percent(usual) }}
                title={`Runs of this pipeline usually end here, after ${formatDuration(view.run.usualMs?.p50 ?? 0)}`}
              />
            )}
            {(replay.past !== null || (!over && view.run.startedAt !== null)) && (
              <i className={cx(styles.now, replay.past !== null && styles.past)} style={{ left: percent(positionOf(scale, now)) }} />
            )}
          </div>
        </div>
      </div>
      <Scrubber view={whole} replay={replay} scale={scale} present={wholeOver ? until : present} />
    </section>
  )
}

interface RowProps {
  readonly step: StepView
  readonly usual: Usual | null
  readonly scale: TimeScale
  /** Of the track, in px. */
  readonly width: number
  /** Of no account for a step that is over, so that its row is not drawn again. */
  readonly now: number
  readonly selected: boolean
  readonly critical: boolean
  readonly onSelect: (stepId: string) => void
}

const Row = memo(function Row({ step, usual, scale, width, now, selected, critical, onSelect }: RowProps) {
  const segments = segmentsOf(step, now)
  const duration = stepDuration(step, now)
  const [words, place] = label(step, duration, (text) => labelPlace(text, segments, scale, width))
  return (
    <div
      id={rowId(step.stepId)}
      role="option"
      aria-selected={selected}
      className={cx(styles.row, selected && styles.selected, duration === null && styles.idle)}
      onClick={() => onSelect(step.stepId)}
    >
      <span className={styles.name}>
        <Lamp status={step.status} label={STATUS_LOOK[step.status].word} />
        <span title={step.stepId} className={critical ? styles.critical : undefined}>
          {step.stepId}
        </span>
      </span>
      <span className={styles.track}>
        {segments.map((segment, place) => (
          <SegmentBar key={place} segment={segment} scale={scale} step={step} usual={usual} />
        ))}
        {usual !== null && <UsualMark step={step} usual={usual} scale={scale} />}
        {place !== null && (
          <em className={cx(styles.words, styles[place.side])} style={place.side === 'before' ? { right: percent(1 - place.at) } : { left: percent(place.at) }}>
            {words}
          </em>
        )}
      </span>
    </div>
  )
})

/** All that is worth saying, or the time alone where there is little room. */
function label(step: StepView, duration: number | null, placeOf: (words: string) => LabelPlace): readonly [string, LabelPlace] {
  if (duration === null) return ['', null]
  const words = barWords(step, duration)
  const place = placeOf(words)
  const short = formatDuration(duration)
  return place === null ? [short, placeOf(short)] : [words, place]
}

const rowId = (stepId: string): string => `timeline-${stepId}`

const percent = (part: number): string => `${(part * 100).toFixed(3)}%`

/** All ticks in one unit: "0 s", "5 s"; "0", "30 min". */
function tickWords(tick: number, { ticks }: TimeScale): string {
  const longest = ticks.at(-1) ?? 0
  if (longest < 1000) return `${tick} ms`
  if (longest <= 120_000) return `${Number((tick / 1000).toFixed(1))} s`
  if (longest <= 120 * 60_000) return `${Number((tick / 60_000).toFixed(1))} min`
  if (longest <= 72 * 3_600_000) return `${Number((tick / 3_600_000).toFixed(1))} h`
  return `${Number((tick / 86_400_000).toFixed(1))} d`
}
