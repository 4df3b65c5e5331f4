import { ChevronDown, ChevronRight, Pencil, Trash2 } from 'lucide-react'
import { useId } from 'react'
import { IconButton } from '../../components/icon-button'
import { RelativeTime } from '../../components/relative-time'
import type { QueueState } from '../../../engine/contract/queue'
import { cx } from '../../lib/class-names'
import { PlacedList } from './placed-list'
import { PlacesBar } from './places-bar'
import styles from './queues-page.module.css'
import { laterWords, notRemovable, placesWords, waitingWords } from './queue-words'

interface QueueRowProps {
  readonly queue: QueueState
  readonly open: boolean
  readonly onToggle: () => void
  readonly off: string | undefined
  readonly onEdit: () => void
  readonly onRemove: () => void
}

/** One queue: its places, who has them, and who waits for one. */
export function QueueRow({ queue, open, onToggle, off, onEdit, onRemove }: QueueRowProps) {
  const inside = useId()
  const { name, concurrency, running, queued, later, oldestSince, holders, waiting } = queue
  const due = queued - later
  return (
    <li>
      <div className={styles.row}>
        <IconButton
          size="small"
          label={`Who is in ${name}`}
          icon={open ? <ChevronDown /> : <ChevronRight />}
          aria-expanded={open}
          aria-controls={inside}
          onClick={onToggle}
        />
        <b>{name}</b>
        <PlacesBar running={running} limit={concurrency} />
        <span className={styles.number}>{placesWords(running, concurrency)}</span>
        <span className={cx(styles.number, due > 0 && styles.some)}>{waitingWords(due)}</span>
        <span className={styles.number}>{laterWords(later)}</span>
        <span className={styles.number}>
          {oldestSince !== null && (
            <>
              first due <RelativeTime at={oldestSince} />
            </>
          )}
        </span>
        <span className={styles.actions}>
          <IconButton size="small" label={`Change ${name}`} icon={<Pencil />} disabledReason={off} onClick={onEdit} />
          <IconButton size="small" label={`Remove ${name}`} icon={<Trash2 />} disabledReason={off ?? notRemovable(queue)} onClick={onRemove} />
        </span>
      </div>
      <div id={inside} hidden={!open} className={styles.inside}>
        <PlacedList title="At work" none="Nothing is at work in it." attempts={holders} total={running} beside={({ lane }) => lane ?? ''} />
        <PlacedList title="Waiting" none="Nothing waits for a place." attempts={waiting} total={due} beside={({ lane }) => lane ?? ''} />
      </div>
    </li>
  )
}
