import { Link } from 'wouter'
import type { DeadLetter } from '../../../engine/contract/dead-letter'
import { Button } from '../../components/button'
import { Checkbox } from '../../components/checkbox'
import { RelativeTime } from '../../components/relative-time'
import { WithCode } from '../../components/with-code'
import styles from './dead-letters-page.module.css'
import { closedWords, triesWords } from './letter-words'
import type { LetterActions } from './use-letter-actions'

interface LetterRowProps {
  readonly letter: DeadLetter
  readonly selected: boolean
  readonly onToggle: (letterId: string, on: boolean) => void
  readonly actions: LetterActions
}

/** One step that failed for good, with its run. */
export function LetterRow({ letter, selected, onToggle, actions }: LetterRowProps) {
  const { id, externalId, stepId, error, at, status, replay } = letter
  const letterIds = [id]
  return (
    <li className={styles.letter}>
      {status === 'open' ? <Checkbox label={<span className="visually-hidden">Select the letter of {externalId}</span>} checked={selected} onChange={(on) => onToggle(id, on)} /> : <span />}
      <Link href={`/runs/${externalId}?step=${encodeURIComponent(stepId)}`} className={styles.run ?? ''}>
        {externalId}
      </Link>
      <span className={styles.message}>
        <WithCode text={error.message} />
      </span>
      <span className={styles.tries}>{triesWords(letter)}</span>
      <span className={styles.time}>
        <RelativeTime at={at} />
      </span>
      {status === 'open' ? (
        <span className={styles.actions}>
          <Button size="small" look="quiet" disabledReason={actions.off} aria-label={`Replay ${externalId}`} onClick={() => void actions.replay({ letterIds })}>
            Replay
          </Button>
          <Button size="small" look="quiet" disabledReason={actions.off} aria-label={`Dismiss ${externalId}`} onClick={() => actions.askToDismiss({ letterIds })}>
            Dismiss…
          </Button>
        </span>
      ) : (
        <span className={styles.closed}>
          {closedWords(letter)} {replay !== null && <Link href={`/runs/${replay.externalId}`}>{replay.externalId}</Link>}
        </span>
      )}
    </li>
  )
}
