import { ShapedLamp } from '../../components/lamp'
import { errorsIn, problemsInWords } from './problem-words'
import styles from './file-head.module.css'
import type { LiveValidation } from './use-validation'

interface FileHeadProps {
  /** "Version 7", "New pipeline". */
  readonly title: string
  /** What is special: unsaved changes, read only. */
  readonly note?: string | undefined
  readonly validation: LiveValidation
  readonly actions: React.ReactNode
}

/** One line over the editor: what is edited, how it stands, and the buttons to keep it. */
export function FileHead({ title, note, validation, actions }: FileHeadProps) {
  const { problems, checking } = validation
  const shape = checking ? 'queued' : errorsIn(problems) > 0 ? 'failed' : problems.length > 0 ? 'waiting' : 'succeeded'
  return (
    <div className={styles.head}>
      <h2 className={styles.title}>{title}</h2>
      {note !== undefined && <span className={styles.note}>{note}</span>}
      <span className={styles.state} role="status">
        <ShapedLamp shape={shape} size={10} />
        {checking ? 'Checking' : problemsInWords(problems)}
      </span>
      <span className={styles.actions}>{actions}</span>
    </div>
  )
}
