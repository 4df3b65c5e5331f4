import type { Approval } from '../../../engine/contract/approval'
import { ANSWER_LOOK, askingStep, expiryWords } from '../../components/approval/approval-words'
import { ShapedLamp } from '../../components/lamp'
import { RelativeTime } from '../../components/relative-time'
import { cx } from '../../lib/class-names'
import { useNow } from '../../lib/use-now'
import { useShortcut } from '../../lib/shortcuts'
import styles from './approvals-page.module.css'

interface QuestionListProps {
  readonly label: string
  readonly questions: readonly Approval[]
  readonly selected: string | null
  readonly onSelect: (approvalId: string) => void
}

/** Questions one under the other; `j` `k` and the arrows move. */
export function QuestionList({ label, questions, selected, onSelect }: QuestionListProps) {
  const now = useNow(questions.some(({ status, expiresAt }) => status === 'open' && expiresAt !== null) ? 1000 : null)
  const place = questions.findIndex(({ id }) => id === selected)
  const move = (to: number) => {
    const next = questions[Math.max(0, Math.min(questions.length - 1, to))]
    if (next === undefined) return
    onSelect(next.id)
    document.getElementById(`question-${next.id}`)?.scrollIntoView({ block: 'nearest' })
  }
  const group = 'Lists'
  useShortcut('j', 'Next question', () => move(place + 1), { group })
  useShortcut('ArrowDown', 'Next question', () => move(place + 1), { group })
  useShortcut('k', 'Previous question', () => move(place - 1), { group })
  useShortcut('ArrowUp', 'Previous question', () => move(place - 1), { group })
  return (
    <ul className={styles.list} aria-label={label}>
      {questions.map((question) => (
        <li key={question.id} id={`question-${question.id}`}>
          <button type="button" className={cx(styles.row, question.id === selected && styles.selected)} aria-current={question.id === selected} onClick={() => onSelect(question.id)}>
            <ShapedLamp shape={ANSWER_LOOK[question.status].shape} className={styles.lamp ?? ''} />
            <span className={styles.asked}>{question.question}</span>
            <span className={styles.about}>
              {question.pipelineName} {question.externalId}, {askingStep(question)}
            </span>
            <span className={styles.when}>
              {question.status === 'open' ? (
                <>
                  <RelativeTime at={question.askedAt} />
                  {expiryWords(question, now) !== null && <b>, {expiryWords(question, now)}</b>}
                </>
              ) : (
                <>
                  {ANSWER_LOOK[question.status].word}
                  {question.answeredBy !== null && ` by ${question.answeredBy}`}, <RelativeTime at={question.answeredAt ?? question.askedAt} />
                </>
              )}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
