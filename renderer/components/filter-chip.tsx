import { X } from 'lucide-react'
import styles from './filter-chip.module.css'

interface FilterChipProps {
  /** Reads as a sentence: "status is failed", "in the last 24 h". */
  readonly children: React.ReactNode
  /** The same as plain text, for the remove button's name. */
  readonly label: string
  readonly onRemove: () => void
}

/** One filter in force, and the way out of it. */
export const FilterChip = ({ children, label, onRemove }: FilterChipProps) => (
  <span className={styles.chip}>
    <span>{children}</span>
    <button type="button" className={styles.remove} aria-label={`Remove the filter: ${label}`} onClick={onRemove}>
      <X aria-hidden />
    </button>
  </span>
)
