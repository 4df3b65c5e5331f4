import { ArrowDown } from 'lucide-react'
import { forwardRef, useCallback, useEffect, useId, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { LogLine as Line } from '../../../engine/contract/log'
import { formatCount } from '../../lib/format-count'
import { useElementSize } from '../../lib/use-element-size'
import { LogLine } from './log-line'
import { heightOf, LINE_HEIGHT, rowsInView, topOf, type OpenLine } from './log-layout'
import styles from './log-rows.module.css'
import type { LogSource } from './log-source'

export interface LogRowsHandle {
  /** Puts a line in the middle and the keyboard on it. */
  readonly goTo: (seq: number) => void
}

interface LogRowsProps {
  readonly source: LogSource
  readonly label: string
  readonly query: string
  readonly runName: string
  /** Width of the step's column, in characters; 0 leaves it out. */
  readonly ownerWidth: number
  /** Lines of this step are marked as the selection's. */
  readonly chosenStep: string | null
  readonly follow: boolean
  readonly onFollow: (follow: boolean) => void
  readonly onStep: (line: Line) => void
  readonly onCopy: (line: Line) => void
}

/** Drawn beyond what is seen, on either side. */
const SPARE = 12
/** This near to the end counts as being there (px). */
const END_SLACK = 6

/** Lines of one height, but for the opened ones: only what is seen exists. */
export const LogRows = forwardRef<LogRowsHandle, LogRowsProps>(function LogRows(
  { source, label, query, runName, ownerWidth, chosenStep, follow, onFollow, onStep, onCopy },
  ref,
) {
  const id = useId()
  const frame = useRef<HTMLDivElement>(null)
  const size = useElementSize(frame)
  const [scrollTop, setScrollTop] = useState(0)
  const [current, setCurrent] = useState<number | null>(null)
  const [opened, setOpened] = useState<ReadonlyMap<number, number>>(new Map())
  const [goal, setGoal] = useState<number | null>(null)
  const open = useMemo(() => openLines(opened, source), [opened, source])
  const height = heightOf(source.rows, open)
  const { first, last } = rowsInView(scrollTop, size.height, source.rows, open, SPARE)
  const place = useRef(0)

  useEffect(() => source.look(first, last), [source, first, last])
  useEffect(() => {
    setCurrent(null)
    setOpened(new Map())
  }, [source.key])

  const scrollTo = useCallback((top: number) => {
    const element = frame.current
    if (element === null) return
    element.scrollTop = top
    place.current = element.scrollTop
    setScrollTop(element.scrollTop)
  }, [])

  // Before the frame is painted, so that following never shows a line too little.
  useLayoutEffect(() => {
    if (follow) scrollTo(height)
  }, [follow, height, size.height, scrollTo])

  useKeptPlace(source, follow, () => place.current, scrollTo)

  useLayoutEffect(() => {
    const row = goal === null ? null : source.rowOf(goal)
    if (row === null) return
    scrollTo(Math.max(0, topOf(row, open) - (size.height - LINE_HEIGHT) / 2))
    setGoal(null)
  }, [goal, source, open, size.height, scrollTo])

  const goTo = useCallback(
    (seq: number) => {
      onFollow(false)
      source.reveal(seq)
      setCurrent(seq)
      setGoal(seq)
    },
    [source, onFollow],
  )
  useImperativeHandle(ref, () => ({ goTo }), [goTo])

  const onScroll = () => {
    const element = frame.current
    if (element === null) return
    const up = element.scrollTop < place.current - 1
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight <= END_SLACK
    place.current = element.scrollTop
    setScrollTop(element.scrollTop)
    // Following only ever scrolls down, so up is a person's doing.
    if (follow && up && !atEnd) onFollow(false)
    else if (!follow && atEnd && !source.later && goal === null && source.live) onFollow(true)
  }

  const toggle = useCallback((seq: number) => setOpened((before) => toggled(before, seq)), [])
  const onHeight = useCallback(
    (seq: number, extra: number) => setOpened((before) => (before.has(seq) && before.get(seq) !== extra ? new Map(before).set(seq, extra) : before)),
    [],
  )

  const onKeyDown = (event: React.KeyboardEvent) => {
    const row = current === null ? null : source.rowOf(current)
    const page = Math.max(1, Math.floor(size.height / LINE_HEIGHT) - 2)
    const go = (to: number) => {
      const next = Math.max(0, Math.min(source.rows - 1, to))
      const seq = source.seqAt(next)
      onFollow(false)
      setCurrent(seq)
      scrollTo(keptInView(topOf(next, open), frame.current?.scrollTop ?? 0, size.height))
    }
    const from = row ?? (follow ? source.rows : first)
    const line = row === null ? undefined : source.lineAt(row)
    const acts: Readonly<Record<string, (() => void) | undefined>> = {
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
      Enter: current === null ? undefined : () => toggle(current),
      c: line === undefined ? undefined : () => onCopy(line),
    }
    const act = event.ctrlKey || event.metaKey || event.altKey || event.target !== frame.current ? undefined : acts[event.key]
    if (act === undefined || source.rows === 0) return
    event.preventDefault()
    event.stopPropagation()
    act()
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
            const seq = source.seqAt(row)
            const line = source.lineAt(row)
            return (
              <LogLine
                key={seq}
                id={`${id}-${seq}`}
                row={row}
                line={line}
                top={topOf(row, open)}
                current={seq === current}
                open={opened.has(seq)}
                chosen={chosenStep !== null && line?.stepId === chosenStep}
                query={query}
                runName={runName}
                ownerWidth={ownerWidth}
                onPress={setCurrent}
                onToggle={toggle}
                onStep={onStep}
                onHeight={onHeight}
              />
            )
          })}
        </div>
      </div>
      {!follow && source.live && <NewLines source={source} last={last} onFollow={() => (source.reveal('end'), onFollow(true))} />}
    </div>
  )
})

function NewLines({ source, last, onFollow }: { readonly source: LogSource; readonly last: number; readonly onFollow: () => void }) {
  const [leftAt] = useState(source.lastSeq)
  const fresh = source.lastSeq - leftAt
  if (last >= source.rows - 1 && !source.later) return null
  return (
    <button type="button" className={styles.newLines} onClick={onFollow}>
      <ArrowDown aria-hidden />
      {fresh > 0 ? `${formatCount(fresh)} new ${fresh === 1 ? 'line' : 'lines'}` : 'To the newest line'}
    </button>
  )
}

/** When earlier lines are put before those on screen, the ones on screen stay where they are. */
function useKeptPlace(source: LogSource, follow: boolean, placeOf: () => number, scrollTo: (top: number) => void): void {
  const before = useRef({ key: source.key, firstSeq: 0 })
  const firstSeq = source.rows === 0 ? 0 : source.seqAt(0)
  useLayoutEffect(() => {
    const { key, firstSeq: was } = before.current
    before.current = { key: source.key, firstSeq }
    if (follow || key !== source.key || was === 0 || firstSeq >= was) return
    const added = source.rowOf(was)
    if (added !== null && added > 0) scrollTo(placeOf() + added * LINE_HEIGHT)
  }, [source, firstSeq, follow, placeOf, scrollTo])
}

function openLines(opened: ReadonlyMap<number, number>, source: LogSource): readonly OpenLine[] {
  return [...opened]
    .flatMap(([seq, extra]): OpenLine[] => {
      const row = source.rowOf(seq)
      return row === null ? [] : [{ row, extra }]
    })
    .toSorted((a, b) => a.row - b.row)
}

function toggled(opened: ReadonlyMap<number, number>, seq: number): ReadonlyMap<number, number> {
  const next = new Map(opened)
  if (!next.delete(seq)) next.set(seq, 0)
  return next
}

function keptInView(top: number, scrollTop: number, height: number): number {
  if (top < scrollTop) return top
  return top + LINE_HEIGHT > scrollTop + height ? top + LINE_HEIGHT - height : scrollTop
}
