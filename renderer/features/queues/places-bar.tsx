import { cx } from '../../lib/class-names'
import styles from './queues-page.module.css'

/** How many of the places are in use; decoration, for the words beside it say the same. */
export const PlacesBar = ({ running, limit }: { readonly running: number; readonly limit: number | null }) => (
  <span className={cx(limit !== null && styles.track)} aria-hidden>
    {limit !== null && <span className={cx(styles.used, running >= limit && styles.full)} style={{ width: `${Math.min(100, (running / limit) * 100)}%` }} />}
  </span>
)
