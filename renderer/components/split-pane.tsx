import { useRef } from 'react'
import { cx } from '../lib/class-names'
import { asNumber, useRemembered } from '../lib/use-remembered'
import styles from './split-pane.module.css'

interface SplitPaneProps {
  /** Under this name the size is remembered. */
  readonly name: string
  /** What the divider sizes, for screen readers: "Inspector width". */
  readonly label: string
  /** row: side by side. column: one above the other. */
  readonly direction?: 'row' | 'column'
  /** Which of the two has the remembered size; the other takes the rest. */
  readonly sized?: 'first' | 'second'
  /** In px, until a person moves the divider. */
  readonly initial: number
  readonly min?: number
  /** What the other pane keeps at least. */
  readonly minOther?: number
  /** The second pane is as small as what is in it, and nothing is to be resized. */
  readonly folded?: boolean
  readonly first: React.ReactNode
  readonly second: React.ReactNode
  readonly className?: string
}

const STEP = 16

/** Two panes and a divider that is moved by pointer or arrow keys; a double press puts it back. */
export function SplitPane({
  name,
  label,
  direction = 'row',
  sized = 'second',
  initial,
  min = 160,
  minOther = 240,
  folded = false,
  first,
  second,
  className,
}: SplitPaneProps) {
  const [size, setSize] = useRemembered(`split.${name}`, initial, asNumber)
  const frame = useRef<HTMLDivElement>(null)
  const sizedPane = useRef<HTMLDivElement>(null)
  const row = direction === 'row'
  const sign = sized === 'first' ? 1 : -1

  const room = () => (row ? frame.current?.clientWidth : frame.current?.clientHeight) ?? Number.POSITIVE_INFINITY
  // What is remembered may be more than a small window gives.
  const shown = () => (row ? sizedPane.current?.offsetWidth : sizedPane.current?.offsetHeight) ?? size
  const resize = (next: number) => setSize(Math.round(Math.max(min, Math.min(next, room() - minOther))))

  const startDrag = (event: React.PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return
    const divider = event.currentTarget
    const before = shown()
    const from = row ? event.clientX : event.clientY
    divider.setPointerCapture(event.pointerId)
    const drag = (move: PointerEvent) => resize(before + sign * ((row ? move.clientX : move.clientY) - from))
    const end = () => {
      divider.removeEventListener('pointermove', drag)
      divider.removeEventListener('lostpointercapture', end)
    }
    divider.addEventListener('pointermove', drag)
    divider.addEventListener('lostpointercapture', end)
  }

  const onKeyDown = (event: React.KeyboardEvent) => {
    const towards = event.key === (row ? 'ArrowRight' : 'ArrowDown') ? 1 : event.key === (row ? 'ArrowLeft' : 'ArrowUp') ? -1 : 0
    if (towards === 0) return
    event.preventDefault()
    resize(shown() + towards * sign * STEP)
  }

  const sizedStyle = {
    flex: `0 1 ${size}px`,
    [row ? 'minWidth' : 'minHeight']: min,
    [row ? 'maxWidth' : 'maxHeight']: `max(${min}px, calc(100% - ${minOther}px))`,
  }
  const otherStyle = { flex: '1 1 0', [row ? 'minWidth' : 'minHeight']: 0 }
  return (
    <div ref={frame} className={cx(styles.split, styles[direction], className)}>
      <div ref={sized === 'first' ? sizedPane : null} className={styles.pane} style={sized === 'first' && !folded ? sizedStyle : otherStyle}>
        {first}
      </div>
      {!folded && (
        <div
          role="separator"
          tabIndex={0}
          className={styles.divider}
          aria-label={label}
          aria-orientation={row ? 'vertical' : 'horizontal'}
          aria-valuenow={size}
          aria-valuemin={min}
          onPointerDown={startDrag}
          onDoubleClick={() => resize(initial)}
          onKeyDown={onKeyDown}
        />
      )}
      <div ref={sized === 'second' ? sizedPane : null} className={styles.pane} style={folded ? { flex: 'none' } : sized === 'second' ? sizedStyle : otherStyle}>
        {second}
      </div>
    </div>
  )
}
