import { MailX } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { DeadLetterStatus } from '../../../engine/contract/dead-letter'
import { Button } from '../../components/button'
import { EmptyState } from '../../components/empty-state'
import { NotRead } from '../../components/not-read'
import { PageHeader } from '../../components/page-header'
import { Segments } from '../../components/segments'
import { useQuery } from '../../engine/use-query'
import { plural } from '../../lib/format-count'
import { useShortcut } from '../../lib/shortcuts'
import { useTitle } from '../../lib/use-title'
import styles from './dead-letters-page.module.css'
import { DismissDialog } from './dismiss-dialog'
import { LetterGroup } from './letter-group'
import { summaryWords } from './letter-words'
import { getGroups, onLetters } from './queries'
import { useLetterActions } from './use-letter-actions'

const STATUSES: readonly { readonly value: DeadLetterStatus; readonly label: string }[] = [
  { value: 'open', label: 'Open' },
  { value: 'replayed', label: 'Replayed' },
  { value: 'dismissed', label: 'Dismissed' },
]

/** Steps that failed for good, by pipeline and cause: to be done again, or to be let go. */
export function DeadLettersPage() {
  useTitle('Dead letters')
  const [status, setStatus] = useState<DeadLetterStatus>('open')
  const [selected, setSelected] = useState<ReadonlySet<string>>(NONE)
  const { data, error, refresh } = useQuery(getGroups, status, { refreshOn: onLetters })
  const actions = useLetterActions(() => {
    setSelected(NONE)
    refresh()
  })
  useEffect(() => setSelected(NONE), [status])
  useShortcut('j', 'Next cause', () => moveFocus(1), { group: 'Lists' })
  useShortcut('k', 'Previous cause', () => moveFocus(-1), { group: 'Lists' })
  const groups = data?.groups
  const toggle = (id: string, on: boolean) => setSelected((before) => new Set(on ? [...before, id] : [...before].filter((other) => other !== id)))
  const letterIds = [...selected]
  return (
    <>
      <PageHeader
        title="Dead letters"
        state={<span>{groups === undefined ? 'Steps that failed for good' : groups.length === 0 ? `None ${status}` : summaryWords(groups)}</span>}
        actions={<Segments label="Which" value={status} onChange={setStatus} options={STATUSES} />}
      />
      {selected.size > 0 && (
        <div className={styles.bulk} role="region" aria-label="What is selected">
          <span>{plural(selected.size, 'letter')} selected</span>
          <Button size="small" look="main" busy={actions.replaying} disabledReason={actions.off} onClick={() => void actions.replay({ letterIds })}>
            Replay
          </Button>
          <Button size="small" disabledReason={actions.off} onClick={() => actions.askToDismiss({ letterIds })}>
            Dismiss…
          </Button>
          <Button size="small" look="quiet" onClick={() => setSelected(NONE)}>
            Clear
          </Button>
        </div>
      )}
      {groups === undefined ? (
        <NotRead what="the dead letters" error={error} onAgain={refresh} rows={6} widths={['22%', '46%', '8%', '10%']} />
      ) : groups.length === 0 ? (
        <NoLetters status={status} />
      ) : (
        <ul className={styles.groups} aria-label="Causes">
          {groups.map((group) => (
            <LetterGroup key={`${status} ${group.pipelineId} ${group.shape}`} status={status} group={group} selected={selected} onToggle={toggle} actions={actions} />
          ))}
        </ul>
      )}
      {actions.dismissing !== null && (
        <DismissDialog
          chosen={actions.dismissing}
          busy={actions.dismissBusy}
          failure={actions.dismissFailure}
          onClose={() => actions.askToDismiss(null)}
          onDismiss={(reason) => void actions.dismiss(reason)}
        />
      )}
    </>
  )
}

const NONE: ReadonlySet<string> = new Set()

function NoLetters({ status }: { readonly status: DeadLetterStatus }) {
  if (status !== 'open') return <EmptyState title={status === 'replayed' ? 'Nothing has been replayed' : 'Nothing has been dismissed'} />
  return (
    <EmptyState icon={<MailX />} title="No dead letters">
      When a step has used up its tries and its run fails, it leaves a letter here. Mend what hindered it, then replay it: a new run keeps what succeeded and
      does the rest.
    </EmptyState>
  )
}

/** Among the causes, from wherever the focus is. */
function moveFocus(by: 1 | -1): void {
  const heads = [...document.querySelectorAll<HTMLElement>('[data-letter-group]')]
  const at = heads.findIndex((head) => head === document.activeElement)
  heads[at === -1 ? (by === 1 ? 0 : heads.length - 1) : Math.max(0, Math.min(heads.length - 1, at + by))]?.focus()
}
