import { Button } from '../../../components/button'
import { Dialog } from '../../../components/dialog'
import { ErrorState } from '../../../components/error-state'
import { Loading, SkeletonRows } from '../../../components/skeleton'
import { StatusBadge } from '../../../components/status-badge'
import type { RunDetail } from '../../../../engine/contract/run'
import type { StepRunWithAttempts } from '../../../../engine/contract/step'
import { useQuery } from '../../../engine/use-query'
import { formatDuration } from '../../../lib/format-duration'
import { getRun } from '../run-queries'
import { usageWords } from '../usage'
import { compareRuns } from './compare'
import styles from './compare-dialog.module.css'

interface CompareDialogProps {
  /** External ids. */
  readonly run: string
  readonly origin: string
  readonly onClose: () => void
}

/** A run and the one that it was made from, step by step. */
export function CompareDialog({ run, origin, onClose }: CompareDialogProps) {
  const before = useQuery(getRun, origin)
  const now = useQuery(getRun, run)
  const error = before.error ?? now.error
  return (
    <Dialog open onClose={onClose} size="wide" title={`${run} and ${origin}`} description="The same steps in both runs." actions={<Button onClick={onClose}>Close</Button>}>
      {before.data !== undefined && now.data !== undefined ? (
        <Comparison before={before.data} now={now.data} />
      ) : error === undefined ? (
        <Loading label="Reading the runs">
          <SkeletonRows rows={5} />
        </Loading>
      ) : (
        <ErrorState look="inline" title="Couldn't read both runs" error={error} />
      )}
    </Dialog>
  )
}

const Comparison = ({ before, now }: { readonly before: RunDetail; readonly now: RunDetail }) => (
  <table className={styles.table}>
    <thead>
      <tr>
        <th scope="col">Step</th>
        <th scope="col">{before.externalId}</th>
        <th scope="col">{now.externalId}</th>
      </tr>
    </thead>
    <tbody>
      {compareRuns(before, now).map(({ stepId, before: then, now: later }) => (
        <tr key={stepId}>
          <th scope="row">{stepId}</th>
          <td>
            <Stand step={then} />
          </td>
          <td>
            <Stand step={later} />
          </td>
        </tr>
      ))}
      <tr>
        <th scope="row">All</th>
        <td>{before.usage === null ? '' : usageWords(before.usage)}</td>
        <td>{now.usage === null ? '' : usageWords(now.usage)}</td>
      </tr>
    </tbody>
  </table>
)

function Stand({ step }: { readonly step: StepRunWithAttempts | null }) {
  if (step === null) return <small>not there</small>
  const took = step.startedAt === null || step.finishedAt === null ? null : formatDuration(step.finishedAt - step.startedAt)
  return (
    <>
      <StatusBadge status={step.status} />{' '}
      <small className="num">
        {step.reusedFrom !== null ? 'taken over' : (took ?? '')}
        {step.usage !== null && `, ${usageWords(step.usage)}`}
      </small>
    </>
  )
}
