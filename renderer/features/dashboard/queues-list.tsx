import type { QueueStatus } from '../../../engine/contract/events'
import { useEngineStatus } from '../../engine/engine-provider'
import { cx } from '../../lib/class-names'
import { formatCount, plural } from '../../lib/format-count'
import { Panel, PanelSentence } from './panel'
import styles from './queues-list.module.css'

/** How full each queue is, and how much waits behind it. */
export function QueuesList() {
  const status = useEngineStatus()
  const queues = status?.queues ?? []
  const behind = queues.reduce((sum, { queued }) => sum + queued, 0)
  return (
    <Panel title="Queues" note={behind === 0 ? 'nothing waits' : `${formatCount(behind)} waiting`}>
      {queues.length === 0 ? (
        <PanelSentence>No queue has been used yet.</PanelSentence>
      ) : (
        <ul className={styles.list}>
          {queues.map((queue) => (
            <Queue key={queue.name} queue={queue} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

const Queue = ({ queue: { name, running, concurrency, queued } }: { readonly queue: QueueStatus }) => (
  <li className={styles.queue}>
    <b>{name}</b>
    <span className={styles.track} aria-hidden>
      <span style={{ width: `${Math.min(100, (running / Math.max(1, concurrency)) * 100)}%` }} />
    </span>
    <span className={styles.places}>
      {formatCount(running)} of {plural(concurrency, 'place')}
    </span>
    <span className={cx(styles.behind, queued > 0 && styles.some)}>{queued === 0 ? 'none waiting' : `${formatCount(queued)} waiting`}</span>
  </li>
)
