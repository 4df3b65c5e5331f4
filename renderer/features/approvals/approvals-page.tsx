import { MessageCircleQuestion } from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../../components/button'
import { EmptyState } from '../../components/empty-state'
import { NotRead } from '../../components/not-read'
import { PageHeader } from '../../components/page-header'
import { Segments } from '../../components/segments'
import { SplitPane } from '../../components/split-pane'
import { useQuery } from '../../engine/use-query'
import { formatCount, plural } from '../../lib/format-count'
import { useFocusKept } from '../../lib/use-focus-kept'
import { useTitle } from '../../lib/use-title'
import styles from './approvals-page.module.css'
import { countOpen, listApprovals, onApprovals, PAGE } from './queries'
import { QuestionList } from './question-list'
import { QuestionPane } from './question-pane'

type State = 'open' | 'answered'

/** The inbox of questions to people: what waits, and what was answered. `chosen` is the id of one, in the address. */
export function ApprovalsPage({ chosen }: { readonly chosen: string | undefined }) {
  useTitle('Approvals')
  const [, navigate] = useLocation()
  const [state, setState] = useState<State>('open')
  const [skip, setSkip] = useState(0)
  const open = useQuery(countOpen, 'all', { refreshOn: onApprovals })
  const { data, error, refresh } = useQuery(listApprovals, { state, skip }, { refreshOn: onApprovals, keepPrevious: false })
  const questions = data?.items
  useFocusKept(questions?.length)
  // What stands in the address stays in sight when it was answered meanwhile; without one the first is shown.
  const selected = chosen ?? questions?.[0]?.id ?? null
  const select = (approvalId: string) => navigate(`/approvals/${approvalId}`, { replace: true })
  const show = (next: State) => {
    setState(next)
    setSkip(0)
    navigate('/approvals', { replace: true })
  }
  const goOn = () => {
    const place = questions?.findIndex(({ id }) => id === selected) ?? -1
    const next = questions?.[place + 1] ?? questions?.[place - 1]
    if (next === undefined) navigate('/approvals', { replace: true })
    else select(next.id)
  }

  return (
    <>
      <PageHeader
        title="Approvals"
        state={<span>{open.data === undefined ? 'Questions that runs ask a person' : open.data === 0 ? 'Nothing waits for an answer' : `${plural(open.data, 'question')} ${open.data === 1 ? 'waits' : 'wait'} for an answer`}</span>}
        actions={
          <Segments
            label="Which questions"
            value={state}
            onChange={show}
            options={[
              { value: 'open', label: 'Open' },
              { value: 'answered', label: 'Answered' },
            ]}
          />
        }
      />
      {questions === undefined ? (
        <NotRead what="the questions" error={error} meaning="Your runs go on, or wait as before; only this list is missing." onAgain={refresh} widths={['3%', '52%', '18%', '12%']} />
      ) : questions.length === 0 && chosen === undefined ? (
        <Empty state={state} />
      ) : (
        <SplitPane
          name="approvals"
          sized="first"
          label="Width of the list"
          initial={380}
          min={240}
          minOther={320}
          className={styles.split ?? ''}
          first={
            <div className={styles.side}>
              <QuestionList label={state === 'open' ? 'Open questions' : 'Answered questions'} questions={questions} selected={selected} onSelect={select} />
              <Pages total={data?.total ?? 0} skip={skip} onSkip={setSkip} />
            </div>
          }
          second={<div className={styles.content}>{selected !== null && <QuestionPane key={selected} approvalId={selected} onAnswered={state === 'open' ? goOn : () => undefined} />}</div>}
        />
      )}
    </>
  )
}

const Empty = ({ state }: { readonly state: State }) =>
  state === 'open' ? (
    <EmptyState icon={<MessageCircleQuestion />} title="Nothing waits for an answer">
      A step with <code className="mono">uses: approval</code> asks a person and waits here, with whatever helps to decide. A step whose attempt died before anyone
      knew what it did asks here too, when its pipeline says <code className="mono">on_lost: ask</code>.
    </EmptyState>
  ) : (
    <EmptyState icon={<MessageCircleQuestion />} title="Nothing was answered yet">
      Every answer is kept here: who gave it, when, and what they wrote.
    </EmptyState>
  )

function Pages({ total, skip, onSkip }: { readonly total: number; readonly skip: number; readonly onSkip: (skip: number) => void }) {
  if (total <= PAGE) return null
  return (
    <div className={styles.pages}>
      <Button size="small" disabled={skip === 0} onClick={() => onSkip(Math.max(0, skip - PAGE))}>
        Newer
      </Button>
      <span className="num">
        {formatCount(skip + 1)} to {formatCount(Math.min(total, skip + PAGE))} of {formatCount(total)}
      </span>
      <Button size="small" disabled={skip + PAGE >= total} onClick={() => onSkip(skip + PAGE)}>
        Older
      </Button>
    </div>
  )
}
