import { Hourglass, Pause, TriangleAlert } from 'lucide-react'
import { useLocation } from 'wouter'
import type { WhyAction, WhyReason } from '../../../../engine/contract/why'
import { Button } from '../../../components/button'
import { useWallClock } from '../../../lib/use-now'
import type { RunView } from '../run-view'
import { useRunLine } from './run-why'
import styles from './why-line.module.css'
import { whySentence } from './why-sentence'

/** Under the head of a run that is not simply at work: the one thing that it waits for, and what frees it. */
export function WhyLine({ steps, onStep }: { readonly steps: RunView['steps']; readonly onStep: (stepId: string) => void }) {
  const why = useRunLine()
  const now = useWallClock(why?.until == null ? null : 1000)
  if (why === null) return null
  const { reason, action } = why
  const stuck = reason === 'stuck' ? [...steps.values()].find(({ id }) => id === why.stepRunId) : undefined
  return (
    <div role="note" aria-label="What this run waits for" className={styles.line} data-reason={reason}>
      <Sign reason={reason} />
      <p className="num">{whySentence(why, now)}</p>
      {stuck !== undefined && (
        <Button size="small" onClick={() => onStep(stuck.stepId)}>
          Show {stuck.stepId}
        </Button>
      )}
      {action !== null && <Free action={action} />}
    </div>
  )
}

function Sign({ reason }: { readonly reason: WhyReason }) {
  if (reason === 'paused') return <Pause aria-hidden />
  return reason === 'stuck' ? <TriangleAlert aria-hidden /> : <Hourglass aria-hidden />
}

/** The way to what frees it. To resume and to cancel a run, the buttons right above are there. */
function Free({ action }: { readonly action: WhyAction }) {
  const [, go] = useLocation()
  switch (action.do) {
    case 'answer':
      return (
        <Button size="small" onClick={() => go(`/approvals/${action.approvalId}`)}>
          Answer
        </Button>
      )
    case 'open_run':
      // The question mark drops what this run had selected.
      return (
        <Button size="small" onClick={() => go(`/runs/${action.externalId}?`)}>
          Open {action.externalId}
        </Button>
      )
    case 'open_queues':
      return (
        <Button size="small" onClick={() => go('/queues')}>
          Open the queues
        </Button>
      )
    case 'resume':
    case 'cancel':
      return null
  }
}
