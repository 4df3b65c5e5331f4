import { ChevronDown, ChevronRight } from 'lucide-react'
import { useId } from 'react'
import { IconButton } from '../../components/icon-button'
import { RelativeTime } from '../../components/relative-time'
import type { LaneState } from '../../../engine/contract/queue'
import { cx } from '../../lib/class-names'
import { formatDuration } from '../../lib/format-duration'
import { useNow } from '../../lib/use-now'
import { PlacedList } from './placed-list'
import { PlacesBar } from './places-bar'
import styles from './queues-page.module.css'
import { LANE_WORDS, placesWords, waitingWords } from './queue-words'

interface LaneRowProps {
  readonly lane: LaneState
  readonly open: boolean
  readonly onToggle: () => void
}

/** One service or model that steps share: its places, and until when it takes nobody. */
export function LaneRow({ lane: { of, name, limit, running, queued, oldestSince, holders, shut }, open, onToggle }: LaneRowProps) {
  const inside = useId()
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
        <b>
          {name} <span className={styles.kind}>{LANE_WORDS[of]}</span>
        </b>
        <PlacesBar running={running} limit={limit} />
        <span className={styles.number}>{placesWords(running, limit)}</span>
        <span className={cx(styles.number, queued > 0 && styles.some)}>{waitingWords(queued)}</span>
        <span />
        <span className={styles.number}>
          {oldestSince !== null && (
            <>
              first due <RelativeTime at={oldestSince} />
            </>
          )}
        </span>
        <span className={styles.actions} />
      </div>
      {shut !== null && <Shut name={name} shut={shut} />}
      <div id={inside} hidden={!open} className={styles.inside}>
        <PlacedList title="At work" none="Nobody has a place." attempts={holders} total={running} beside={({ queue }) => `queue ${queue}`} />
      </div>
    </li>
  )
}

function Shut({ name, shut: { until, because } }: { readonly name: string; readonly shut: NonNullable<LaneState['shut']> }) {
  const left = until - useNow(500)
  return (
    <p className={styles.shut} role="status">
      {name} {because}
      {left > 0 && <span className="num">: {formatDuration(left)} left</span>}
    </p>
  )
}
