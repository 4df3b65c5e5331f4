import type { Run } from '../../../engine/contract/run'
import { Link } from 'wouter'
import { Button } from '../../components/button'
import { Duration } from '../../components/duration'
import { EmptyState } from '../../components/empty-state'
import { ErrorState } from '../../components/error-state'
import { RelativeTime } from '../../components/relative-time'
import { Loading, SkeletonRows } from '../../components/skeleton'
import { StatusBadge } from '../../components/status-badge'
import { useQuery } from '../../engine/use-query'
import { plural } from '../../lib/format-count'
import { RECENT_RUNS, recentRuns } from './queries'
import styles from './recent-runs.module.css'

interface RecentRunsProps {
  readonly pipelineId: string
  /** The button that starts the first one. */
  readonly runButton: React.ReactNode
}

/** The newest runs of one pipeline. */
export function RecentRuns({ pipelineId, runButton }: RecentRunsProps) {
  const { data, error, refresh } = useQuery(recentRuns, pipelineId, { refreshOn: (hint) => hint.type === 'runs.changed' })
  if (data === undefined) {
    if (error !== undefined)
      return (
        <div className={styles.error}>
          <ErrorState
            look="inline"
            title="Couldn't read the runs"
            error={error}
            action={
              <Button size="small" onClick={refresh}>
                Try again
              </Button>
            }
          />
        </div>
      )
    return (
      <Loading label="Reading the runs">
        <SkeletonRows rows={4} widths={['20%', '24%', '12%']} />
      </Loading>
    )
  }
  if (data.items.length === 0) {
    return (
      <EmptyState title="Not run yet" action={runButton}>
        Each run is kept here with its steps, logs and outputs.
      </EmptyState>
    )
  }
  return (
    <ul className={styles.list}>
      {data.items.map((run) => (
        <li key={run.id}>
          <Link href={`/runs/${run.id}`} className={styles.row ?? ''}>
            <StatusBadge status={run.status} />
            <span className={styles.id}>{run.externalId}</span>
            <span className={styles.fact}>version {run.version}</span>
            <span className={styles.steps}>{outcomeOf(run)}</span>
            <span className={styles.time}>
              <RelativeTime at={run.createdAt} />
            </span>
            <span className={styles.time}>
              <Duration from={run.startedAt} to={run.finishedAt} />
            </span>
          </Link>
        </li>
      ))}
      {data.total > RECENT_RUNS && (
        <li>
          <Link href="/runs" className={styles.more ?? ''}>
            All runs
          </Link>
        </li>
      )}
    </ul>
  )
}

/** What a failure or a cancel ended was not done, so it is not counted as such. */
function outcomeOf(run: Run): string {
  if (run.error !== null) return run.error.message
  return run.status === 'cancelled' || run.status === 'failed' ? plural(run.stepsTotal, 'step') : `${run.stepsDone} of ${plural(run.stepsTotal, 'step')}`
}
