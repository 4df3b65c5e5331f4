import { useVirtualizer } from '@tanstack/react-virtual'
import { forwardRef, useEffect, useImperativeHandle, useRef } from 'react'
import { cx } from '../lib/class-names'
import styles from './virtual-list.module.css'

export interface VirtualListHandle {
  readonly scrollTo: (index: number, align?: 'start' | 'center' | 'end' | 'auto') => void
}

interface VirtualListProps {
  readonly count: number
  /** In px. With `measured` only a first guess: rows may then wrap and differ. */
  readonly rowHeight: number
  readonly measured?: boolean
  readonly row: (index: number) => React.ReactNode
  readonly rowKey?: (index: number) => string | number
  /** What the list is, for screen readers. */
  readonly label: string
  readonly role?: 'list' | 'log'
  /** Stays at the newest row as rows are added. A person leaves it by scrolling up: `onFollowChange(false)`. */
  readonly follow?: boolean
  readonly onFollowChange?: (follow: boolean) => void
  /** First and last row on screen, whenever they change: for reading pages ahead. */
  readonly onRangeChange?: (first: number, last: number) => void
  readonly className?: string
}

/** Within this many px of the end counts as being there. */
const END_SLACK = 24

/** A list of any length of which only what is seen is drawn. */
export const VirtualList = forwardRef<VirtualListHandle, VirtualListProps>(function VirtualList(
  { count, rowHeight, measured = false, row, rowKey, label, role = 'list', follow = false, onFollowChange, onRangeChange, className },
  ref,
) {
  const frame = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    ...(rowKey === undefined ? {} : { getItemKey: rowKey }),
  })
  const rows = virtualizer.getVirtualItems()
  const first = virtualizer.range?.startIndex ?? 0
  const last = virtualizer.range?.endIndex ?? 0

  useImperativeHandle(ref, () => ({ scrollTo: (index, align = 'auto') => virtualizer.scrollToIndex(index, { align }) }), [virtualizer])

  useEffect(() => onRangeChange?.(first, last), [first, last, onRangeChange])

  const height = virtualizer.getTotalSize()
  useEffect(() => {
    if (follow && frame.current !== null) frame.current.scrollTop = frame.current.scrollHeight
  }, [follow, count, height])

  const leaveOrJoin = () => {
    const el = frame.current
    if (el === null || onFollowChange === undefined) return
    const atEnd = el.scrollHeight - el.scrollTop - el.clientHeight <= END_SLACK
    if (atEnd !== follow) onFollowChange(atEnd)
  }

  // Only what a person does ends following; scrolling of our own must not.
  return (
    <div
      ref={frame}
      role={role}
      aria-label={label}
      tabIndex={0}
      className={cx(styles.frame, className)}
      onWheel={() => requestAnimationFrame(leaveOrJoin)}
      onPointerUp={leaveOrJoin}
      onKeyUp={leaveOrJoin}
    >
      <div className={styles.all} style={{ height }}>
        {rows.map((item) => (
          <div
            key={item.key}
            ref={measured ? virtualizer.measureElement : undefined}
            data-index={item.index}
            role={role === 'list' ? 'listitem' : undefined}
            aria-setsize={role === 'list' ? count : undefined}
            aria-posinset={role === 'list' ? item.index + 1 : undefined}
            className={styles.row}
            style={{ transform: `translateY(${item.start}px)`, ...(measured ? {} : { height: item.size }) }}
          >
            {row(item.index)}
          </div>
        ))}
      </div>
    </div>
  )
})
