import { ChevronRight, Copy } from 'lucide-react'
import { memo, useLayoutEffect, useMemo, useRef } from 'react'
import { JsonView } from '../../components/json-view'
import { toast } from '../../components/toast'
import type { LogLine as Line } from '../../../engine/contract/log'
import { cx } from '../../lib/class-names'
import { formatClockMs, formatExact } from '../../lib/format-time'
import { plainText } from './ansi'
import { AnsiText } from './ansi-text'
import { jsonIn } from './log-json'

import styles from './log-line.module.css'

interface LogLineProps {
  /** Undefined: being read. */
  readonly line: Line | undefined
  readonly id: string
  readonly row: number
  readonly top: number
  /** The keyboard's line. */
  readonly current: boolean
  readonly open: boolean
  /** Of the selected step. */
  readonly chosen: boolean
  readonly query: string
  /** What people call the run, for copying. */
  readonly runName: string
  /** Width of the step's column, in characters; 0 leaves it out. */
  readonly ownerWidth: number
  readonly onPress: (seq: number) => void
  readonly onToggle: (seq: number) => void
  readonly onStep: (line: Line) => void
  readonly onHeight: (seq: number, extra: number) => void
}

/** Longer than this does not fit most panes, so that the line can be opened. */
const LONG = 160

/** One line: level edge, time, step, text. Opened, it wraps, and what it holds of JSON unfolds. */
export const LogLine = memo(function LogLine(props: LogLineProps) {
  const { line, id, row, top, current, open, chosen, query, ownerWidth, onPress, onToggle, onStep } = props
  const foldable = useMemo(() => line !== undefined && (line.text.length > LONG || jsonIn(line.text) !== null), [line])
  if (line === undefined) return <div role="row" aria-rowindex={row + 1} aria-busy className={styles.unread} style={{ transform: `translateY(${top}px)` }} />
  const { seq, level } = line
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={row + 1}
      aria-selected={current}
      className={cx(styles.line, current && styles.current, chosen && styles.chosen)}
      data-level={level}
      style={{ transform: `translateY(${top}px)`, gridTemplateColumns: ownerWidth === 0 ? TRACKS_ALONE : `100px ${ownerWidth}ch minmax(0, 1fr)` }}
      onClick={() => onPress(seq)}
      onDoubleClick={() => foldable && onToggle(seq)}
    >
      <time role="gridcell" className={styles.time} title={formatExact(line.at)}>
        {formatClockMs(line.at)}
      </time>
      {ownerWidth > 0 && (
        <span role="gridcell" className={styles.owner}>
          <button type="button" tabIndex={-1} title={`Select ${ownerOf(line)}`} onClick={() => onStep(line)}>
            {ownerOf(line)}
          </button>
        </span>
      )}
      <span role="gridcell" className={styles.text}>
        {level !== 'info' && <span className="visually-hidden">{level}: </span>}
        {foldable && (
          <button
            type="button"
            tabIndex={-1}
            className={styles.fold}
            aria-label={open ? 'Close this line' : 'Open this line'}
            aria-expanded={open}
            onClick={() => onToggle(seq)}
          >
            <ChevronRight aria-hidden />
          </button>
        )}
        <AnsiText line={line.text} query={query} />
        <button
          type="button"
          tabIndex={-1}
          className={styles.copy}
          title="Copy this line with its context"
          aria-label="Copy this line with its context"
          onClick={() => copyLine(line, props.runName)}
        >
          <Copy aria-hidden />
        </button>
      </span>
      {open && <Opened line={line} query={query} onHeight={props.onHeight} />}
    </div>
  )
})

const TRACKS_ALONE = '100px minmax(0, 1fr)'

function Opened({ line, query, onHeight }: Pick<LogLineProps, 'query' | 'onHeight'> & { readonly line: Line }) {
  const box = useRef<HTMLDivElement>(null)
  const json = useMemo(() => jsonIn(line.text), [line])
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(() => onHeight(line.seq, element.offsetHeight))
    observer.observe(element)
    return () => observer.disconnect()
  }, [line.seq, onHeight])
  return (
    <div ref={box} role="gridcell" className={styles.opened}>
      <div className={styles.sheet}>
        {json === null ? <AnsiText line={line.text} query={query} /> : <JsonView value={json.value} label="the value in this line" depth={3} />}
      </div>
    </div>
  )
}

/** `summarise[36]`, or `summarise`. */
const ownerOf = ({ stepId, itemIndex }: Line): string => (itemIndex === null ? stepId : `${stepId}[${itemIndex}]`)

/** A line that explains itself wherever it is pasted. */
const lineWithContext = (line: Line, runName: string): string =>
  `${new Date(line.at).toISOString()} ${runName} ${ownerOf(line)} attempt ${line.attempt} ${line.level}: ${plainText(line.text)}`

export function copyLine(line: Line, runName: string): void {
  navigator.clipboard.writeText(lineWithContext(line, runName)).then(
    () => toast.success('Copied the line with its context.'),
    () => toast.error("Couldn't copy: the clipboard refused. Select the text and copy it with the keyboard."),
  )
}
