import { ChevronRight, Copy } from 'lucide-react'
import { memo, useLayoutEffect, useMemo, useRef } from 'react'
import { cx } from '../../lib/class-names'
import { formatExact } from '../../lib/format-time'
import { JsonView } from '../json-view'
import { AnsiText } from './ansi-text'
import { copyLine } from './line-words'
import { jsonIn } from './log-json'
import styles from './log-line.module.css'
import type { LogLook, ShownLine } from './log-source'

interface LogLineProps {
  /** Undefined: being read. */
  readonly line: ShownLine | undefined
  readonly number: number
  readonly id: string
  readonly row: number
  readonly top: number
  /** The keyboard's line. */
  readonly current: boolean
  readonly open: boolean
  readonly repeats: boolean
  readonly query: string
  readonly look: LogLook
  readonly onPress: (number: number) => void
  readonly onToggle: (number: number) => void
  readonly onHeight: (number: number, extra: number) => void
}

/** Longer than this does not fit most panes, so that the line can be opened. */
const LONG = 160

/** One line: level edge, time, whose it is, text. Opened, it wraps, and what it holds of JSON unfolds. */
export const LogLine = memo(function LogLine(props: LogLineProps) {
  const { line, number, id, row, top, current, open, repeats, query, look, onPress, onToggle } = props
  const foldable = useMemo(() => line !== undefined && (line.text.length > LONG || jsonIn(line.text) !== null), [line])
  if (line === undefined) return <div role="row" aria-rowindex={row + 1} aria-busy className={styles.unread} style={{ transform: `translateY(${top}px)` }} />
  const { level } = line
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={row + 1}
      aria-selected={current}
      className={cx(styles.line, current && styles.current)}
      data-level={level}
      style={{ transform: `translateY(${top}px)`, gridTemplateColumns: `${look.clockTrack} ${look.tracks} minmax(0, 1fr)` }}
      onClick={() => onPress(number)}
      onDoubleClick={() => foldable && onToggle(number)}
    >
      <time role="gridcell" className={styles.time} title={formatExact(line.at)}>
        {look.clock(line.at)}
      </time>
      {look.cells(line, repeats)}
      <span role="gridcell" className={styles.text}>
        {level !== 'info' && <span className="visually-hidden">{level}: </span>}
        {foldable && (
          <button
            type="button"
            tabIndex={-1}
            className={styles.fold}
            aria-label={open ? 'Close this line' : 'Open this line'}
            aria-expanded={open}
            onClick={() => onToggle(number)}
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
          onClick={() => copyLine(line, look.nameOf(line))}
        >
          <Copy aria-hidden />
        </button>
      </span>
      {open && <Opened line={line} number={number} query={query} onHeight={props.onHeight} />}
    </div>
  )
})

function Opened({ line, number, query, onHeight }: Pick<LogLineProps, 'number' | 'query' | 'onHeight'> & { readonly line: ShownLine }) {
  const box = useRef<HTMLDivElement>(null)
  const json = useMemo(() => jsonIn(line.text), [line])
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(() => onHeight(number, element.offsetHeight))
    observer.observe(element)
    return () => observer.disconnect()
  }, [number, onHeight])
  return (
    <div ref={box} role="gridcell" className={styles.opened}>
      <div className={styles.sheet}>
        {json === null ? <AnsiText line={line.text} query={query} /> : <JsonView value={json.value} label="the value in this line" depth={3} />}
      </div>
    </div>
  )
}
