import { Lamp } from '../../components/lamp'
import { RelativeTime } from '../../components/relative-time'
import { STATUS_LOOK } from '../../components/statuses'
import { WithCode } from '../../components/with-code'
import { formatClockMs } from '../../lib/format-time'
import { formatDuration } from '../../lib/format-duration'
import styles from './attempts-list.module.css'
import { Nothing } from './facts'
import type { AttemptView } from './run-view'
import { usageParts, usageWords } from './usage'

/** Every try at a step, the newest first. */
export function AttemptsList({
  attempts,
  refused,
  now,
  note,
}: {
  readonly attempts: readonly AttemptView[]
  readonly refused: number
  readonly now: number
  readonly note?: string | undefined
}) {
  if (attempts.length === 0) return <Nothing>No attempt yet. The first one starts when everything it needs is there.</Nothing>
  return (
    <>
      <ol className={styles.list} reversed>
        {attempts.toReversed().map((attempt) => (
          <li key={attempt.number} className={styles.attempt}>
            <Lamp status={attempt.status} />
            <div>
              <p className={styles.title}>
                <b>Attempt {attempt.number}</b> {STATUS_LOOK[attempt.status].word.toLowerCase()}
                <span className="num">{tookWords(attempt, now)}</span>
              </p>
              <p className={styles.when}>
                {attempt.startedAt === null ? (
                  <>not before {formatClockMs(attempt.availableAt)}</>
                ) : (
                  <>
                    began at {formatClockMs(attempt.startedAt)}, <RelativeTime at={attempt.startedAt} />
                  </>
                )}
              </p>
              {attempt.usage !== null && (
                <p className={`${styles.when} num`} title={usageParts(attempt.usage)}>
                  used {usageWords(attempt.usage)}
                </p>
              )}
              {attempt.status === 'lost' && (
                <p className={styles.why}>Its worker stopped answering before it recorded an outcome. A new attempt took its place.</p>
              )}
              {attempt.error !== null && attempt.status !== 'lost' && (
                <p className={styles.why}>
                  <WithCode text={attempt.error.message} /> <code>{attempt.error.code}</code>
                </p>
              )}
            </div>
          </li>
        ))}
      </ol>
      {note !== undefined && <Nothing>{note}</Nothing>}
      {refused > 0 && <Nothing>{refused === 1 ? 'One result' : `${refused} results`} came after the attempt had been given up, and changed nothing.</Nothing>}
    </>
  )
}

function tookWords({ startedAt, finishedAt, availableAt }: AttemptView, now: number): string {
  if (startedAt !== null) return formatDuration((finishedAt ?? now) - startedAt)
  return availableAt > now ? `in ${formatDuration(availableAt - now)}` : ''
}
