import { Button } from '../../components/button'
import { ErrorState } from '../../components/error-state'
import { ProgressBar } from '../../components/progress-bar'
import { useCommand } from '../../engine/use-command'
import styles from './storage-section.module.css'
import type { StorageView } from './storage-view'
import { endWords, progressWords, TASKS } from './storage-words'

/** The task at work and how far it is; afterwards why it did not come to its end. */
export function StorageJob({ status: { job }, refresh }: StorageView) {
  const cancel = useCommand((client, _: null, signal) => client.storage.cancel(undefined, { signal }))
  if (job === null || job.state === 'done') return null
  const ends = endWords(job.task)
  if (job.state === 'cancelled') return <p role="status">{ends.cancelled}</p>
  if (job.state === 'failed') return job.error === null ? null : <ErrorState look="inline" title={ends.failed} error={job.error} meaning="Work goes on; no data was changed by it." />
  const words = progressWords(job)
  return (
    <div className={styles.job}>
      <p role="status">
        <b>{TASKS[job.task]}</b> {words}
      </p>
      <ProgressBar done={job.total > 0 ? job.done : 0} total={Math.max(job.total, 1)} label={`${TASKS[job.task]}: ${words}`} className={styles.progress ?? ''} />
      <Button size="small" busy={cancel.busy} disabledReason={cancel.off} onClick={() => void cancel.run(null).then(refresh)}>
        Cancel
      </Button>
    </div>
  )
}
