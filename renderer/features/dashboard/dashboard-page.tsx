import { LayoutDashboard } from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../../components/button'
import { EmptyState } from '../../components/empty-state'
import { ErrorState } from '../../components/error-state'
import { PageHeader } from '../../components/page-header'
import { Segments } from '../../components/segments'
import { useEngineStatus } from '../../engine/engine-provider'
import { useQuery } from '../../engine/use-query'
import { plural } from '../../lib/format-count'
import { useNow } from '../../lib/use-now'
import { useRemembered } from '../../lib/use-remembered'
import { useTitle } from '../../lib/use-title'
import styles from './dashboard-page.module.css'
import { DashboardSkeleton } from './dashboard-skeleton'
import { NeedsYou } from './needs-you'
import { NumberTiles } from './number-tiles'
import { CostChart, OutcomeChart } from './outcome-chart'
import { asPeriod, PERIOD_WORDS, type Period, PERIODS, stretchesOf } from './period'
import { getNewestRun, getPipelines } from './queries'
import { QueuesList } from './queues-list'
import { RunningNow } from './running-now'
import { runsChanged } from './use-refresh-at-rest'
import { useStatistics } from './use-statistics'

/** What runs, what needs someone, and how it has been going. */
export function DashboardPage() {
  useTitle('Dashboard')
  const [period, setPeriod] = useRemembered<Period>('dashboard.period', '24h', asPeriod)
  const [ran, setRan] = useState(false)
  // Once there is a run there will be one: nothing more is asked.
  const newest = useQuery(getNewestRun, 'any', { refreshOn: (hint) => !ran && runsChanged(hint) })
  const ever = newest.data === undefined ? undefined : newest.data.total > 0
  if (ever === true && !ran) setRan(true)
  return (
    <div className={styles.page}>
      <PageHeader
        title="Dashboard"
        state={<State />}
        actions={
          ever === true && (
            <Segments label="Period" value={period} onChange={setPeriod} options={PERIODS.map((value) => ({ value, label: PERIOD_WORDS[value].short }))} />
          )
        }
      />
      {ever === true ? (
        <Board period={period} />
      ) : ever === false ? (
        <NothingYet />
      ) : newest.error === undefined ? (
        <DashboardSkeleton />
      ) : (
        <Unreadable error={newest.error} onAgain={newest.refresh} />
      )}
    </div>
  )
}

function Board({ period }: { readonly period: Period }) {
  const { since } = stretchesOf(period, useNow(60_000))
  const { statistics, error, refresh } = useStatistics(period)
  if (statistics === undefined) return error === undefined ? <DashboardSkeleton /> : <Unreadable error={error} onAgain={refresh} />
  return (
    <div className={styles.body}>
      <NumberTiles statistics={statistics} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <RunningNow />
          <OutcomeChart statistics={statistics} />
          <CostChart statistics={statistics} />
        </div>
        <div className={styles.column}>
          <NeedsYou period={period} since={since} />
          <QueuesList />
        </div>
      </div>
    </div>
  )
}

function State() {
  const status = useEngineStatus()
  if (status === null) return <span>Waiting for the engine</span>
  const { runningRuns, waitingRuns, queuedRuns } = status
  const parts = [
    runningRuns > 0 && `${plural(runningRuns, 'run')} at work`,
    waitingRuns > 0 && `${plural(waitingRuns, 'run')} waiting`,
    queuedRuns > 0 && `${plural(queuedRuns, 'run')} queued`,
  ].filter((part) => part !== false)
  return <span>{parts.length === 0 ? 'Nothing is running' : parts.join(', ')}</span>
}

function NothingYet() {
  const [, navigate] = useLocation()
  const pipelines = useQuery(getPipelines, 'all', { refreshOn: (hint) => hint.type === 'pipelines.changed' }).data?.items
  const some = (pipelines?.length ?? 0) > 0
  return (
    <EmptyState
      icon={<LayoutDashboard />}
      title="Nothing has run yet"
      action={
        <Button look="main" onClick={() => navigate(some ? '/pipelines' : '/pipelines/new')}>
          {some ? 'Go to the pipelines' : 'Make the first pipeline'}
        </Button>
      }
    >
      {some
        ? 'Run one of your pipelines: what it does, how long it takes and what it costs is told here from then on.'
        : 'A pipeline is a list of steps in a file. Start from a template and run it: how it goes is told here from then on.'}
    </EmptyState>
  )
}

const Unreadable = ({ error, onAgain }: { readonly error: React.ComponentProps<typeof ErrorState>['error']; readonly onAgain: () => void }) => (
  <ErrorState
    title="Couldn't read how things stand"
    error={error}
    meaning="Your runs go on; only this overview is missing."
    action={
      <Button look="main" onClick={onAgain}>
        Try again
      </Button>
    }
  />
)
