import type { Problem } from '../../../engine/contract/pipeline'
import { Button } from '../../components/button'
import { fixName } from '../../components/code-editor/diagnostics'
import { ShapedLamp } from '../../components/lamp'
import { WithCode } from '../../components/with-code'
import styles from './problems-list.module.css'

interface ProblemsListProps {
  readonly problems: readonly Problem[]
  readonly onGo: (problem: Problem) => void
  /** Null: the text cannot be changed here. */
  readonly onFix: ((problem: Problem) => void) | null
}

/** What is wrong with the file, where, and the cure where one is known. */
export function ProblemsList({ problems, onGo, onFix }: ProblemsListProps) {
  if (problems.length === 0) return <p className={styles.none}>No problems: this file can be saved and run.</p>
  return (
    <ul className={styles.list}>
      {problems.map((problem, i) => (
        <li key={i} className={styles.row}>
          <ShapedLamp shape={problem.severity === 'error' ? 'failed' : 'waiting'} label={problem.severity} className={styles.lamp ?? ''} />
          <button type="button" className={styles.words} onClick={() => onGo(problem)}>
            <span className={styles.message}>
              <WithCode text={problem.message} />
            </span>
            <span className={styles.place}>
              Line {problem.line}, column {problem.column}
            </span>
          </button>
          {onFix !== null && problem.replacement !== null && (
            <Button size="small" onClick={() => onFix(problem)}>
              {fixName(problem.replacement)}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}
