import { ErrorState } from '../../components/error-state'
import type { ErrorCode, ErrorInfo } from '../../../engine/contract/errors'
import styles from './failure-box.module.css'

/** A failure of a run, a step or an attempt: the sentence, and whose turn it is. */
export const FailureBox = ({ title, error, action }: { readonly title: string; readonly error: ErrorInfo; readonly action?: React.ReactNode }) => (
  <div className={styles.box}>
    <ErrorState look="inline" title={title} error={error} {...meaningOf(error.code)} action={action} />
  </div>
)

/** Codes whose cause lies in the surroundings and may pass. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'timeout',
  'worker_lost',
  'lease_lost',
  'storage_full',
  'storage_failed',
  'storage_busy',
  'engine_unavailable',
  'engine_stopping',
])

function meaningOf(code: ErrorCode): { readonly meaning?: string } {
  if (code === 'unexpected') return { meaning: 'This is a fault in Signalbox. Nothing in your pipeline explains it; the details help to report it.' }
  return PASSING.has(code) ? { meaning: 'The surroundings failed, not the pipeline: running it again may help.' } : {}
}
