import { useState } from 'react'
import type { Approval } from '../../../engine/contract/approval'
import { Button } from '../button'
import { Dialog } from '../dialog'
import { ErrorState, type ShownError } from '../error-state'
import { TextField } from '../text-field'
import styles from './approval-panel.module.css'
import { answerNames, effectWords } from './approval-words'

interface AnswerDialogProps {
  readonly approval: Approval
  readonly approve: boolean
  readonly edited: boolean
  readonly busy: boolean
  readonly off: string | undefined
  readonly failure: ShownError | undefined
  readonly onAnswer: (comment: string) => void
  readonly onClose: () => void
}

/** An answer cannot be taken back: what it does is said before it is given. */
export function AnswerDialog({ approval, approve, edited, busy, off, failure, onAnswer, onClose }: AnswerDialogProps) {
  const [comment, setComment] = useState('')
  const names = answerNames(approval)
  const name = approve ? names.approve : names.reject
  return (
    <Dialog
      open
      onClose={onClose}
      onSubmit={() => onAnswer(comment)}
      title={`${name}?`}
      description={effectWords(approval, approve, edited)}
      outcome={failure !== undefined && <ErrorState look="inline" title="The answer was not taken" error={failure} />}
      actions={
        <>
          <Button onClick={onClose}>Not yet</Button>
          <Button look={approve ? 'main' : 'danger'} type="submit" busy={busy} disabledReason={off}>
            {name}
          </Button>
        </>
      }
    >
      <div className={styles.dialog}>
        <p className={styles.quoted}>{approval.question}</p>
        <TextField label="Comment" hint="Kept with the answer, for whoever asks later." rows={2} value={comment} onChange={setComment} />
      </div>
    </Dialog>
  )
}
