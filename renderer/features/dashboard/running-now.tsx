import { Link } from 'wouter'
import type { Run } from '../../../engine/contract/run'
import { Duration } from '../../components/duration'
import { Lamp } from '../../components/lamp'
import { ProgressBar } from '../../components/progress-bar'
import { STATUS_LOOK } from '../../components/statuses'
import { useQuery } from '../../engine/use-query'
import { formatCount, plural } from '../../lib/format-count'
import { Answer, Panel, PanelSentence } from './panel'
import { getOpenRuns, OPEN, RUNNING_SHOWN } from './queries'
import styles from './running-now.module.css'
import { runsChanged } from './use-refresh-at-rest'

/** Every open run, with how far it is. */
export function RunningNow() {
  const query = useQuery(getOpenRuns, 'open', { refreshOn: (hint) => runsChanged(hint) || hint.type === 'status' })
  const total = query.data?.total ?? 0
  return (
    <Panel
      title="Running now"
      note={total > 0 ? formatCount(total) : undefined}
      more={total > RUNNING_SHOWN ? { to: `/runs?status=${OPEN.join(',')}`, label: `All ${formatCount(total)} open runs` } : undefined}
    >
      <Answer query={query} what="the open runs">
        {({ items }) =>
          items.length === 0 ? (
            <PanelSentence>
              Nothing is running. <Link href="/pipelines">Start a pipeline</Link>
            </PanelSentence>
          ) : (
            <ul className={styles.list}>
              {items.map((run) => (
                <li key={run.id}>
                  <OpenRun run={run} />
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Panel>
  )
}

const OpenRun = ({ run }: { readonly run: Run }) => (
  <Link href={`/runs/${run.externalId}`} className={styles.run ?? ''}>
    <Lamp status={run.status} label={STATUS_LOOK[run.status].word} />
    <b>{run.pipelineName}</b>
    <span className={styles.id}>{run.externalId}</span>
    <ProgressBar done={run.stepsDone} total={run.stepsTotal} failed={run.stepsFailed} label={`${run.stepsDone} of ${plural(run.stepsTotal, 'step')}`} />
    <span className={styles.steps}>
      {formatCount(run.stepsDone)} of {plural(run.stepsTotal, 'step')}
    </span>
    <span className={styles.time}>
      <Time run={run} />
    </span>
  </Link>
)

/** For how long, or that it stands still, as far as its row tells. */
function Time({ run: { createdAt, startedAt, pausedAt, waitsForGroup } }: { readonly run: Run }) {
  if (pausedAt !== null) return 'paused'
  const first = waitsForGroup?.holders[0]
  if (first !== undefined) return `after ${first.externalId}`
  return startedAt === null ? <Waiting from={createdAt} /> : <Duration from={startedAt} to={null} />
}

const Waiting = ({ from }: { readonly from: number }) => (
  <>
    queued <Duration from={from} to={null} />
  </>
)
