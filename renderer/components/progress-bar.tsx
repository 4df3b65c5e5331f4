import { cx } from '../lib/class-names'
import styles from './progress-bar.module.css'

interface ProgressBarProps {
  readonly done: number
  readonly total: number
  readonly failed?: number
  /** For screen readers: "38 of 52 items". */
  readonly label: string
  readonly className?: string
}

export function ProgressBar({ done, total, failed = 0, label, className }: ProgressBarProps) {
  const share = (n: number) => `${total === 0 ? 0 : Math.min(100, (n / total) * 100)}%`
  return (
    <span role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={total} aria-valuenow={done} className={cx(styles.track, className)}>
      <span className={styles.done} style={{ width: share(done - failed) }} />
      <span className={styles.failed} style={{ width: share(failed) }} />
    </span>
  )
}
