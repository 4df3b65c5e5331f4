import type { LogLevel } from '../../../engine/contract/log'
import { LOG_LEVELS, levelWord } from './levels'
import styles from './level-chips.module.css'

/** Which levels are shown; none chosen means all. */
export const LevelChips = ({ levels, onChange }: { readonly levels: readonly LogLevel[]; readonly onChange: (levels: readonly LogLevel[]) => void }) => (
  <div role="group" aria-label="Levels" className={styles.chips}>
    {LOG_LEVELS.map((level) => {
      const on = levels.includes(level)
      return (
        <button
          key={level}
          type="button"
          data-level={level}
          aria-pressed={on}
          className={styles.chip}
          onClick={() => onChange(on ? levels.filter((one) => one !== level) : [...levels, level])}
        >
          {levelWord(level)}
        </button>
      )
    })}
  </div>
)
