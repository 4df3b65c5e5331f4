import { cx } from '../../lib/class-names'
import { ownerOf } from './line-words'
import type { ShownLine } from './log-source'
import styles from './step-cell.module.css'

interface StepCellProps {
  readonly line: ShownLine
  /** Of the selected step. */
  readonly chosen?: boolean
  /** The line before is of the same step: said more quietly. */
  readonly repeats?: boolean
  /** What a press does: "Select parse". */
  readonly does: string
  readonly onPress: (line: ShownLine) => void
}

/** The step or item that wrote a line. */
export const StepCell = ({ line, chosen = false, repeats = false, does, onPress }: StepCellProps) => (
  <span role="gridcell" className={cx(styles.step, chosen && styles.chosen, repeats && styles.repeats)}>
    <button type="button" tabIndex={-1} title={does} onClick={() => onPress(line)}>
      {ownerOf(line)}
    </button>
  </span>
)
