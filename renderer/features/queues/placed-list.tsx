import { Link } from 'wouter'
import { Duration } from '../../components/duration'
import type { PlacedAttempt } from '../../../engine/contract/queue'
import { formatCount } from '../../lib/format-count'
import styles from './queues-page.module.css'
import { whoWords } from './queue-words'

interface PlacedListProps {
  readonly title: string
  /** Said instead of an empty list. */
  readonly none: string
  readonly attempts: readonly PlacedAttempt[]
  /** How many there are in all. */
  readonly total: number
  /** What stands beside each: the lane that it goes by, or the queue that it is in. */
  readonly beside: (attempt: PlacedAttempt) => string
}

/** Who is at work, or waits, and since when. */
export const PlacedList = ({ title, none, attempts, total, beside }: PlacedListProps) => (
  <section className={styles.placed}>
    <h3>{title}</h3>
    {attempts.length === 0 ? (
      <p className={styles.quiet}>{none}</p>
    ) : (
      <ul>
        {attempts.map((attempt) => (
          <li key={`${attempt.stepRunId} ${attempt.attempt}`}>
            <Link href={`/runs/${attempt.externalId}`} title={whoWords(attempt)}>
              {whoWords(attempt)}
            </Link>
            <span className={styles.quiet} title={attempt.pipelineName}>
              {attempt.pipelineName}
            </span>
            <span className={styles.quiet}>{beside(attempt)}</span>
            <Duration from={attempt.since} to={null} />
          </li>
        ))}
      </ul>
    )}
    {total > attempts.length && attempts.length > 0 && <p className={styles.quiet}>and {formatCount(total - attempts.length)} more</p>}
  </section>
)
