import { Search } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useEffect, useId, useRef, useState } from 'react'
import { cx } from '../lib/class-names'
import styles from './command-list.module.css'
import { Kbd } from './kbd'

export interface CommandItem {
  readonly id: string
  readonly title: string
  /** Places of the title's letters that are marked. */
  readonly marks: readonly number[]
  readonly icon?: React.ReactNode
  /** At the right, quietly. */
  readonly note?: React.ReactNode
  readonly keys?: string | undefined
}

interface CommandListProps {
  readonly open: boolean
  readonly onClose: () => void
  /** What it is, for screen readers: "Search and commands". */
  readonly label: string
  readonly placeholder: string
  readonly text: string
  readonly onText: (text: string) => void
  readonly groups: readonly { readonly heading: string; readonly items: readonly CommandItem[] }[]
  readonly onChoose: (id: string) => void
  /** Instead of the list while nothing fits. */
  readonly empty: React.ReactNode
}

/** A field and the list that it narrows, over everything. The focus stays in the field; arrows move through the list. */
export function CommandList({ open, onClose, label, placeholder, text, onText, groups, onChoose, empty }: CommandListProps) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const items = groups.flatMap((group) => group.items)
  const shape = items.map((item) => item.id).join('\n')
  const [at, setAt] = useState({ shape, place: 0 })
  const place = at.shape === shape ? Math.min(at.place, items.length - 1) : 0
  const chosen = items[place]
  const move = (to: number) => {
    if (items.length === 0) return
    const next = (to + items.length) % items.length
    setAt({ shape, place: next })
    list.current?.querySelector(`[data-place="${next}"]`)?.scrollIntoView({ block: 'nearest' })
  }
  // A new list is looked at from its top.
  useEffect(() => {
    list.current?.scrollTo(0, 0)
  }, [shape])

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const to = MOVES[event.key]?.(place, items.length)
    if (to !== undefined) move(to)
    else if (event.key === 'Enter' && chosen !== undefined) onChoose(chosen.id)
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') onClose()
    else return
    event.preventDefault()
  }

  const first = groups.map((_, n) => groups.slice(0, n).reduce((sum, group) => sum + group.items.length, 0))
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.scrim} />
        <Radix.Content className={styles.palette} aria-describedby={undefined}>
          <Radix.Title className="visually-hidden">{label}</Radix.Title>
          <div className={styles.field}>
            <Search aria-hidden />
            <input
              role="combobox"
              aria-label={label}
              aria-expanded={items.length > 0}
              aria-controls={`${id}-list`}
              aria-activedescendant={chosen === undefined ? undefined : `${id}-${place}`}
              aria-autocomplete="list"
              autoComplete="off"
              spellCheck={false}
              placeholder={placeholder}
              value={text}
              onChange={(event) => onText(event.target.value)}
              onKeyDown={onKeyDown}
            />
            <Kbd keys="Escape" />
          </div>
          <div ref={list} id={`${id}-list`} role="listbox" aria-label={label} tabIndex={-1} className={styles.list}>
            {groups.map((group, n) => (
              <div key={group.heading} role="group" aria-labelledby={`${id}-group-${n}`}>
                <div id={`${id}-group-${n}`} className={styles.heading}>
                  {group.heading}
                </div>
                {group.items.map((item, i) => {
                  const own = (first[n] ?? 0) + i
                  return (
                    <div
                      key={item.id}
                      id={`${id}-${own}`}
                      data-place={own}
                      role="option"
                      aria-selected={own === place}
                      className={cx(styles.item, own === place && styles.chosen)}
                      onPointerMove={() => own !== place && setAt({ shape, place: own })}
                      onClick={() => onChoose(item.id)}
                    >
                      <span className={styles.icon}>{item.icon}</span>
                      <span className={styles.title}>
                        <Marked text={item.title} marks={item.marks} />
                      </span>
                      {item.note !== undefined && <span className={styles.note}>{item.note}</span>}
                      {item.keys !== undefined && <Kbd keys={item.keys} />}
                    </div>
                  )
                })}
              </div>
            ))}
          </div>
          {items.length === 0 && (
            <div role="status" className={styles.empty}>
              {empty}
            </div>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

const LEAP = 8

const MOVES: Readonly<Record<string, (place: number, count: number) => number>> = {
  ArrowDown: (place) => place + 1,
  ArrowUp: (place) => place - 1,
  PageDown: (place, count) => Math.min(count - 1, place + LEAP),
  PageUp: (place) => Math.max(0, place - LEAP),
}

function Marked({ text, marks }: { readonly text: string; readonly marks: readonly number[] }) {
  if (marks.length === 0) return text
  const marked = new Set(marks)
  return [...text].map((letter, i) => (marked.has(i) ? <b key={i}>{letter}</b> : letter))
}
