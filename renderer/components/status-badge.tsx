import { cx } from '../lib/class-names'
import { Lamp } from './lamp'
import styles from './status-badge.module.css'
import { STATUS_LOOK, type Status } from './statuses'

interface StatusBadgeProps {
  readonly status: Status
  /** Instead of the status's own word: "Waiting for a slot". */
  readonly children?: React.ReactNode
  /** soft: on its own colour's soft ground, for headers. plain: lamp and word, for rows. */
  readonly look?: 'plain' | 'soft'
}

/** Lamp and word. */
export const StatusBadge = ({ status, children, look = 'plain' }: StatusBadgeProps) => (
  <span className={cx(styles.badge, look === 'soft' && styles.soft)} data-shape={STATUS_LOOK[status].shape}>
    <Lamp status={status} />
    {children ?? STATUS_LOOK[status].word}
  </span>
)
