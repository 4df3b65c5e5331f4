import { ChevronRight } from 'lucide-react'
import { useId, useState } from 'react'
import type { DeadLetterGroup, DeadLetterStatus } from '../../../engine/contract/dead-letter'
import { Button } from '../../components/button'
import { ErrorState } from '../../components/error-state'
import { ShapedLamp } from '../../components/lamp'
import { RelativeTime } from '../../components/relative-time'
import { Loading, SkeletonRows } from '../../components/skeleton'
import { WithCode } from '../../components/with-code'
import { useQuery } from '../../engine/use-query'
import { formatCount } from '../../lib/format-count'
import styles from './dead-letters-page.module.css'
import { LetterRow } from './letter-row'
import { getLetters, onLetters } from './queries'
import type { LetterActions } from './use-letter-actions'

interface LetterGroupProps {
  readonly status: DeadLetterStatus
  readonly group: DeadLetterGroup
  readonly selected: ReadonlySet<string>
  readonly onToggle: (letterId: string, on: boolean) => void
  readonly actions: LetterActions
}

/** Letters of one pipeline with the same cause; unfolds to show each. */
export function LetterGroup({ status, group, selected, onToggle, actions }: LetterGroupProps) {
  const [open, setOpen] = useState(false)
  const id = useId()
  const { newest, count } = group
  return (
    <li className={styles.group}>
      <div className={styles.head}>
        <button type="button" data-letter-group className={styles.toggle} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
          <ChevronRight aria-hidden className={styles.chevron} />
          <ShapedLamp shape={status === 'open' ? 'failed' : status === 'replayed' ? 'succeeded' : 'cancelled'} label={status} />
          <span className={styles.words}>
            <span className={styles.line}>
              <b>{group.pipelineName}</b> <span>step {newest.stepId}</span>
            </span>
            <span className={styles.message}>
              <WithCode text={newest.error.message} />
            </span>
          </span>
          <span className={styles.count}>
            {formatCount(count)} <small>{count === 1 ? 'letter' : 'letters'}</small>
          </span>
          <span className={styles.time}>
            <RelativeTime at={newest.at} />
          </span>
        </button>
        {status === 'open' && (
          <span className={styles.actions}>
            <Button size="small" busy={actions.replaying} disabledReason={actions.off} aria-label={`${count === 1 ? 'Replay the letter' : 'Replay all letters'} of ${group.pipelineName}, step ${newest.stepId}`} onClick={() => void actions.replay({ group })}>
              {count === 1 ? 'Replay' : 'Replay all'}
            </Button>
            <Button size="small" look="quiet" disabledReason={actions.off} aria-label={`Dismiss the letters of ${group.pipelineName}, step ${newest.stepId}`} onClick={() => actions.askToDismiss({ group })}>
              Dismiss…
            </Button>
          </span>
        )}
      </div>
      <div id={id} hidden={!open}>
        {open && <Letters status={status} group={group} selected={selected} onToggle={onToggle} actions={actions} />}
      </div>
    </li>
  )
}

function Letters({ status, group: { pipelineId, shape }, selected, onToggle, actions }: LetterGroupProps) {
  const { data, error } = useQuery(getLetters, { status, pipelineId, shape }, { refreshOn: onLetters })
  if (error !== undefined && data === undefined) return <ErrorState look="inline" title="Couldn't read these letters" error={error} />
  if (data === undefined)
    return (
      <Loading label="Reading the letters">
        <SkeletonRows rows={3} />
      </Loading>
    )
  const more = data.total - data.items.length
  return (
    <>
      <ul className={styles.letters}>
        {data.items.map((letter) => (
          <LetterRow key={letter.id} letter={letter} selected={selected.has(letter.id)} onToggle={onToggle} actions={actions} />
        ))}
      </ul>
      {more > 0 && <p className={styles.more}>And {formatCount(more)} older ones.</p>}
    </>
  )
}
