import { cx } from '../../lib/class-names'
import { ShapedLamp } from '../lamp'
import styles from './follow-button.module.css'

/** Whether the list goes along with what is written: a state that one sees, leaves and takes up again. */
export const FollowButton = ({ follow, onToggle }: { readonly follow: boolean; readonly onToggle: () => void }) => (
  <button type="button" className={cx(styles.follow, follow && styles.following)} aria-pressed={follow} onClick={onToggle}>
    <ShapedLamp shape={follow ? 'running' : 'queued'} size={11} />
    {follow ? 'Following' : 'Follow'}
  </button>
)
