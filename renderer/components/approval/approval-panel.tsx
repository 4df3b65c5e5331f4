import { Check, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { ApprovalDetail } from '../../../engine/contract/approval'
import type { Json } from '../../../engine/contract/json'
import { formatExact } from '../../lib/format-time'
import { useNow } from '../../lib/use-now'
import { Button } from '../button'
import type { ShownError } from '../error-state'
import { JsonView } from '../json-view'
import { RelativeTime } from '../relative-time'
import { ShapedLamp } from '../lamp'
import { TextField } from '../text-field'
import { AnswerDialog } from './answer-dialog'
import styles from './approval-panel.module.css'
import { ANSWER_LOOK, answerNames, deadlineWords, whoMay } from './approval-words'
import { isSame, readEdited, toEdit } from './edited-value'
import { useValueCheck } from './use-value-check'

export interface GivenAnswer {
  readonly approve: boolean
  readonly comment: string
  /** Absent: as it was asked about. */
  readonly value?: Json
}

export interface Answering {
  /** True when it was taken. */
  readonly send: (answer: GivenAnswer) => Promise<boolean>
  readonly busy: boolean
  /** Why nothing can be answered now. */
  readonly off: string | undefined
  readonly failure: ShownError | undefined
  readonly forget: () => void
}

interface ApprovalPanelProps {
  readonly approval: ApprovalDetail
  /** What keeps a value from the schema, in words. */
  readonly check: (value: Json) => Promise<readonly string[]>
  readonly answering: Answering
  /** The answer that is being confirmed: keys of the page ask for one, too. */
  readonly asked: 'approve' | 'reject' | null
  readonly onAsk: (answer: 'approve' | 'reject' | null) => void
  /** Where it is asked; the page that shows it there leaves it out. */
  readonly from?: React.ReactNode
  /** Of the question; what belongs to it lies one below. */
  readonly heading?: 2 | 4
}

/** A question with everything that helps to answer it; or what was answered. Give it the approval's id as key. */
export function ApprovalPanel({ approval, check, answering, asked, onAsk, from, heading = 2 }: ApprovalPanelProps) {
  const Heading = heading === 2 ? 'h2' : 'h4'
  const Part = heading === 2 ? 'h3' : 'h5'
  const [edited, setEdited] = useState(() => toEdit(approval.value))
  const open = approval.status === 'open'
  const now = useNow(open && approval.expiresAt !== null ? 1000 : null)
  const read = readEdited(edited)
  const editable = open && (approval.value !== null || approval.valueSchema !== null)
  const findings = useValueCheck(editable && read.ok ? read.value : undefined, approval.valueSchema === null ? null : check)
  const problem = read.ok ? (findings.length === 0 ? undefined : findings.join('; ')) : read.because
  const changed = read.ok && !isSame(read.value, approval.value)
  const names = answerNames(approval)
  // A key asked for an answer that cannot be given as it is: the field says why.
  const refused = asked === 'approve' && problem !== undefined
  useEffect(() => {
    if (refused) onAsk(null)
  }, [refused, onAsk])
  const close = () => {
    answering.forget()
    onAsk(null)
  }
  const answer = async (approve: boolean, comment: string) => {
    const value = approve && changed && read.ok ? { value: read.value } : {}
    if (await answering.send({ approve, comment, ...value })) close()
  }

  return (
    <div className={styles.panel}>
      <Heading className={styles.question}>{approval.question}</Heading>
      {!open && <Answer approval={approval} />}
      <dl className={styles.facts}>
        {from !== undefined && (
          <>
            <dt>Asked by</dt>
            <dd>{from}</dd>
          </>
        )}
        <dt>Asked</dt>
        <dd>
          <RelativeTime at={approval.askedAt} />
        </dd>
        {open && (
          <>
            <dt>Answer</dt>
            <dd>{deadlineWords(approval, now)}</dd>
            <dt>Who may</dt>
            <dd>{whoMay(approval.roles)}</dd>
          </>
        )}
      </dl>
      <div className={styles.columns}>
        {approval.evidence !== null && (
          <section className={styles.box}>
            <Part>Evidence</Part>
            <Shown value={approval.evidence} label="the evidence" />
          </section>
        )}
        {editable && (
          <section className={styles.box}>
            <Part>Value</Part>
            <div className={styles.field}>
              <TextField
                label="The value that is asked about"
                hideLabel
                hint={changed ? 'Edited: this is what is approved.' : 'Edit it, or approve it as it is.'}
                error={problem}
                rows={Math.min(16, Math.max(3, edited.text.split('\n').length + 1))}
                mono
                value={edited.text}
                onChange={(text) => setEdited({ ...edited, text })}
              />
            </div>
          </section>
        )}
        {!open && (approval.status === 'approved' ? approval.answer : approval.value) !== null && (
          <section className={styles.box}>
            <Part>{approval.status === 'approved' ? 'Value, as approved' : 'Value'}</Part>
            <Shown value={approval.status === 'approved' ? approval.answer : approval.value} label="the value" />
          </section>
        )}
      </div>
      {open && (
        <div className={styles.actions}>
          <Button look="main" icon={<Check />} disabledReason={answering.off ?? (problem === undefined ? undefined : 'The value cannot be approved as it is.')} onClick={() => onAsk('approve')}>
            {names.approve}
          </Button>
          <Button icon={<X />} disabledReason={answering.off} onClick={() => onAsk('reject')}>
            {names.reject}
          </Button>
          {changed && (
            <Button look="quiet" onClick={() => setEdited(toEdit(approval.value))}>
              Take the edit back
            </Button>
          )}
        </div>
      )}
      {open && asked !== null && !refused && (
        <AnswerDialog
          approval={approval}
          approve={asked === 'approve'}
          edited={changed}
          busy={answering.busy}
          off={answering.off}
          failure={answering.failure}
          onAnswer={(comment) => void answer(asked === 'approve', comment)}
          onClose={close}
        />
      )}
    </div>
  )
}

/** What became of it: who, when, and why. */
function Answer({ approval }: { readonly approval: ApprovalDetail }) {
  const { shape, word } = ANSWER_LOOK[approval.status]
  return (
    <div className={styles.answer}>
      <ShapedLamp shape={shape} />
      <div>
        <b>
          {word}
          {approval.answeredBy !== null && ` by ${approval.answeredBy}`}
        </b>
        {approval.answeredAt !== null && (
          <span title={formatExact(approval.answeredAt)}>
            , <RelativeTime at={approval.answeredAt} />
          </span>
        )}
        {approval.comment !== '' && <p>{approval.comment}</p>}
        {approval.status === 'withdrawn' && <p>The run was cancelled before anyone answered.</p>}
        {approval.status === 'expired' && <p>Nobody answered in time.</p>}
      </div>
    </div>
  )
}

const Shown = ({ value, label }: { readonly value: Json; readonly label: string }) =>
  typeof value === 'string' ? (
    <pre className={styles.text} tabIndex={0} aria-label={label}>
      {value}
    </pre>
  ) : (
    <div className={styles.json}>
      <JsonView value={value} label={label} depth={3} />
    </div>
  )
