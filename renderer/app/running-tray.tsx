import { useLocation } from 'wouter'
import type { RunStatus } from '../../engine/contract/run-status'
import { Button } from '../components/button'
import { Lamp } from '../components/lamp'
import { Menu, MenuHeading, MenuItem, MenuSeparator } from '../components/menu'
import { ProgressBar } from '../components/progress-bar'
import { defineQuery } from '../engine/define-query'
import { useEngineStatus, useLinkState } from '../engine/engine-provider'
import { useQuery } from '../engine/use-query'
import { plural } from '../lib/format-count'
import styles from './running-tray.module.css'

const OPEN: readonly RunStatus[] = ['running', 'waiting', 'queued']
const SHOWN = 8

const openRuns = defineQuery((client, _: 'open', signal) => client.runs.list({ filter: { statuses: [...OPEN] }, limit: SHOWN }, { signal }))

/** What runs now, with progress, from anywhere. Not there when nothing runs. */
export function RunningTray() {
  const [, navigate] = useLocation()
  const status = useEngineStatus()
  const { state } = useLinkState()
  const open = status === null || state !== 'live' ? 0 : status.runningRuns + status.waitingRuns + status.queuedRuns
  const { data } = useQuery(openRuns, open > 0 ? 'open' : null, { refreshOn: (hint) => hint.type === 'runs.changed' || hint.type === 'status' })
  if (status === null || open === 0) return null
  const lamp = status.runningRuns > 0 ? 'running' : status.waitingRuns > 0 ? 'waiting' : 'queued'
  const words =
    status.runningRuns > 0 ? `${status.runningRuns} running` : status.waitingRuns > 0 ? `${status.waitingRuns} waiting` : `${status.queuedRuns} queued`
  return (
    <Menu
      trigger={
        <Button look="quiet" size="small" icon={<Lamp status={lamp} />} className={styles.button} aria-label={`${words}; show them`}>
          {words}
        </Button>
      }
    >
      <MenuHeading>Running work</MenuHeading>
      {data?.items.map((run) => (
        <MenuItem key={run.id} icon={<Lamp status={run.status} />} onSelect={() => navigate(`/runs/${run.id}`)}>
          <span className={styles.run}>
            <span className={styles.name}>{run.pipelineName}</span>
            <span className={styles.id}>{run.externalId}</span>
            <span className={styles.steps}>
              {run.stepsDone} of {run.stepsTotal}
            </span>
            <ProgressBar
              className={styles.progress ?? ''}
              done={run.stepsDone}
              total={run.stepsTotal}
              failed={run.stepsFailed}
              label={`${run.stepsDone} of ${plural(run.stepsTotal, 'step')}`}
            />
          </span>
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem keys="g r" onSelect={() => navigate('/runs')}>
        {open > SHOWN ? `All ${open} open runs` : 'All runs'}
      </MenuItem>
    </Menu>
  )
}
