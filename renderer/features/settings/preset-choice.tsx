import { Sparkles } from 'lucide-react'
import styles from './preset-choice.module.css'
import { type Preset, PRESETS } from './providers'

/** Before the first model: what one is for, and where to begin. */
export const PresetChoice = ({ off, onChoose }: { readonly off: string | undefined; readonly onChoose: (preset: Preset) => void }) => (
  <div className={styles.choice}>
    <div className={styles.words}>
      <Sparkles aria-hidden />
      <h3>No models yet</h3>
      <p>
        A model writes, sorts, reads out and answers inside a pipeline. Give it a name here once, and steps call it by that name: <code>uses: llm</code>,{' '}
        <code>model: openai</code>. Its key stays among the secrets, and its price makes costs known before they are a surprise.
      </p>
    </div>
    <ul className={styles.presets}>
      {PRESETS.map((preset) => (
        <li key={preset.title}>
          <button
            type="button"
            className={styles.preset}
            aria-disabled={off !== undefined || undefined}
            title={off}
            onClick={() => off === undefined && onChoose(preset)}
          >
            <b>{preset.title}</b>
            <span>{preset.words}</span>
          </button>
        </li>
      ))}
    </ul>
  </div>
)
