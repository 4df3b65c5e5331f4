import { useCallback, useEffect, useId, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react'
import { useElementSize } from '../../lib/use-element-size'
import { copyLine } from './line-words'
import { LogLine } from './log-line'
import { heightOf, LINE_HEIGHT, rowAtHeight, rowsInView, topOf } from './log-layout'
import styles from './log-rows.module.css'
import type { LogLook, LogSource, ShownLine } from './log-source'
import { NewLines } from './new-lines'
import { useKeptPlace } from './use-kept-place'
import { useOpenLines } from './use-open-lines'

/** The keys that a list of lines understands. */
const LOG_KEYS = ['ArrowDown', 'ArrowUp', 'j', 'k', 'PageDown', 'PageUp', 'Home', 'End', 'Enter', 'Space', 'c'] as const
export type LogKey = (typeof LOG_KEYS)[number]

export interface LogRowsHandle {
  /** Puts a line in the middle and the keyboard on it. */
  readonly goTo: (number: number) => void
  /** Does what the key does while the list has the focus. */
  readonly press: (key: LogKey) => void
  /** Takes the keyboard off its line; false when it was on none. */
  readonly leave: () => boolean
}

interface LogRowsProps {
  readonly source: LogSource
  readonly label: string
  readonly query: string
  readonly look: LogLook
  readonly follow: boolean
  readonly onFollow: (follow: boolean) => void
  /** Enter on a line; opens the line itself unless given. */
  readonly onEnter?: (line: ShownLine) => void
  readonly handle?: React.Ref<LogRowsHandle>
}

/** Drawn beyond what is seen, on either side. */
const SPARE = 12
/** This near to the end counts as being there (px). */
const END_SLACK = 6

/** Lines of one height, but for the opened ones: only what is seen exists. */
export function LogRows({ source, label, query, look, follow, onFollow, onEnter, handle }: LogRowsProps) {
  const id = useId()
  const frame = useRef<HTMLDivElement>(null)
  const size = useElementSize(frame)
  const [scrollTop, setScrollTop] = useState(0)
  const [current, setCurrent] = useState<number | null>(null)
  const [goal, setGoal] = useState<number | null>(null)
  const { open, isOpen, toggle: toggleLine, setHeight } = useOpenLines(source)
  const justOpened = useRef<number | null>(null)
  const toggle = useCallback(
    (number: number) => {
      justOpened.current = number
      toggleLine(number)
    },
    [toggleLine],
  )
  const height = heightOf(source.rows, open)
  const { first, last } = rowsInView(scrollTop, size.height, source.rows, open, SPARE)
  const place = useRef(0)

  useEffect(() => source.look(first, last), [source, first, last])
  useEffect(() => setCurrent(null), [source.key])

  const scrollTo = useCallback((top: number) => {
    const element = frame.current
    if (element === null) return
    element.scrollTop = top
    place.current = element.scrollTop
    setScrollTop(element.scrollTop)
  }, [])
  const placeOf = useCallback(() => place.current, [])

  // Before the frame is painted, so that following never shows a line too little.
  useLayoutEffect(() => {
    if (follow) scrollTo(height)
  }, [follow, height, size.height, scrollTo])

  useKeptPlace({ source, follow, topRow: rowAtHeight(scrollTop, open), placeOf, scrollTo })

  useLayoutEffect(() => {
    const row = goal === null ? null : source.rowOf(goal)
    if (row === null) return
    scrollTo(Math.max(0, topOf(row, open) - (size.height - LINE_HEIGHT) / 2))
    setGoal(null)
  }, [goal, source, open, size.height, scrollTo])

  // What was just opened is seen whole, or from its beginning; later its place is the reader's affair.
  useLayoutEffect(() => {
    const row = justOpened.current === null ? null : source.rowOf(justOpened.current)
    const extra = open.find((line) => line.row === row)?.extra ?? 0
    if (row === null || extra === 0) return
    justOpened.current = null
    const top = topOf(row, open)
    const missing = top + LINE_HEIGHT + extra - (place.current + size.height)
    if (missing > 0) scrollTo(Math.min(top, place.current + missing))
  }, [open, source, size.height, scrollTo])

  const goTo = useCallback(
    (number: number) => {
      onFollow(false)
      source.reveal(number)
      setCurrent(number)
      setGoal(number)
    },
    [source, onFollow],
  )

  const onScroll = () => {
    const element = frame.current
    if (element === null) return
    const up = element.scrollTop < place.current - 1
    // What was scrolled by key or by the list itself has its place already: only a person comes to the end like this.
    const down = element.scrollTop > place.current + 1
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight <= END_SLACK
    place.current = element.scrollTop
    setScrollTop(element.scrollTop)
    // Following only ever scrolls down, so up is a person's doing.
    if (follow && up && !atEnd) onFollow(false)
    else if (!follow && down && atEnd && !source.later && goal === null && source.live) onFollow(true)
  }

  const press = (key: LogKey) => {
    const row = current === null ? null : source.rowOf(current)
    const page = Math.max(1, Math.floor(size.height / LINE_HEIGHT) - 2)
    const from = row ?? (follow ? source.rows : first)
    const line = row === null ? undefined : source.lineAt(row)
    const go = (to: number) => {
      if (source.rows === 0) return
      const next = Math.max(0, Math.min(source.rows - 1, to))
      onFollow(false)
      setCurrent(source.numberAt(next))
      scrollTo(keptInView(topOf(next, open), frame.current?.scrollTop ?? 0, size.height))
    }
    const toggleCurrent = () => current !== null && toggle(current)
    const acts: Readonly<Record<LogKey, () => void>> = {
      ArrowDown: () => go(from + 1),
      ArrowUp: () => go(from - 1),
      j: () => go(from + 1),
      k: () => go(from - 1),
      PageDown: () => go(from + page),
      PageUp: () => go(from - page),
      Home: () => go(0),
      End: () => {
        setCurrent(null)
        source.reveal('end')
        onFollow(true)
      },
      Enter: () => (onEnter === undefined || line === undefined ? toggleCurrent() : onEnter(line)),
      Space: () => toggleCurrent(),
      c: () => line !== undefined && copyLine(line, look.nameOf(line)),
    }
    acts[key]()
  }
  const leave = () => {
    if (current !== null) setCurrent(null)
    return current !== null
  }
  useImperativeHandle(handle, () => ({ goTo, press, leave }))

  const onKeyDown = (event: React.KeyboardEvent) => {
    const pressed = event.key === ' ' ? 'Space' : event.key
    const key = LOG_KEYS.find((one) => one === pressed)
    if (key === undefined || event.ctrlKey || event.metaKey || event.altKey || event.target !== frame.current || source.rows === 0) return
    event.preventDefault()
    event.stopPropagation()
    press(key)
  }

  const currentRow = current === null ? null : source.rowOf(current)
  return (
    <div className={styles.box}>
      <div
        ref={frame}
        role="grid"
        aria-label={label}
        aria-rowcount={source.rows}
        tabIndex={0}
        aria-activedescendant={currentRow !== null && currentRow >= first && currentRow <= last ? `${id}-${current ?? 0}` : undefined}
        className={styles.frame}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" className={styles.all} style={{ height }}>
          {Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => {
            const row = first + offset
            const number = source.numberAt(row)
            const line = source.lineAt(row)
            return (
              <LogLine
                key={number}
                id={`${id}-${number}`}
                number={number}
                row={row}
                line={line}
                top={topOf(row, open)}
                current={number === current}
                open={isOpen(number)}
                repeats={row > 0 && isOfSameStep(line, source.lineAt(row - 1))}
                query={query}
                look={look}
                onPress={setCurrent}
                onToggle={toggle}
                onHeight={setHeight}
              />
            )
          })}
        </div>
      </div>
      {!follow && source.live && <NewLines source={source} last={last} onFollow={() => (source.reveal('end'), onFollow(true))} />}
    </div>
  )
}

const isOfSameStep = (line: ShownLine | undefined, before: ShownLine | undefined): boolean => line !== undefined && line.stepRunId === before?.stepRunId

function keptInView(top: number, scrollTop: number, height: number): number {
  if (top < scrollTop) return top
  return top + LINE_HEIGHT > scrollTop + height ? top + LINE_HEIGHT - height : scrollTop
}
