import { Play } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import { Button } from '../../components/button'
import { EmptyState } from '../../components/empty-state'
import { ErrorState } from '../../components/error-state'
import { Menu, MenuHeading, MenuItem } from '../../components/menu'
import { PageHeader } from '../../components/page-header'
import { Loading, SkeletonRows } from '../../components/skeleton'
import type { PipelineSummary } from '../../../engine/contract/pipeline'
import { useCommandsOff, useEngineStatus } from '../../engine/engine-provider'
import { useQuery } from '../../engine/use-query'
import { formatCount } from '../../lib/format-count'
import { useStartRun } from '../../lib/start-run-request'
import { keepInAddress } from '../../lib/keep-in-address'
import { getPipelines } from './run-queries'
import { conditionsOf, EVERYTHING, filterFromQuery, isEverything, QUERY_KEYS, queryFromSearch, searchFromQuery, type RunQuery } from './run-query'
import { RunsFilters } from './runs-filters'
import styles from './runs-page.module.css'
import { RunsTable } from './runs-table'
import { useRunWindows } from './use-run-windows'

/** Every run there is, newest first; the filters are in the address. */
export function RunsPage() {
  const search = useSearch()
  const [, go] = useLocation()
  const query = useMemo(() => queryFromSearch(search), [search])
  const asked = searchFromQuery(query)
  const moment = useMomentOf(asked)
  const filter = useMemo(() => filterFromQuery(queryFromSearch(asked), moment), [asked, moment])
  const rows = useRunWindows(filter)
  const pipelines = useQuery(getPipelines, 'all', { refreshOn: (hint) => hint.type === 'pipelines.changed' }).data?.items ?? NO_PIPELINES
  const setQuery = (next: RunQuery) => keepInAddress([...QUERY_KEYS, 'at'], searchFromQuery(next))
  const { total } = rows.list

  return (
    <div className={styles.page}>
      <PageHeader
        title="Runs"
        state={total === null && rows.failed !== null ? undefined : <State total={total} filtered={!isEverything(query)} />}
        actions={<RunPipeline pipelines={pipelines} />}
      />
      <RunsFilters query={query} onChange={setQuery} pipelines={pipelines} />
      {total === null ? (
        rows.failed === null ? (
          <Loading label="Reading the runs">
            <SkeletonRows rows={14} widths={['9%', '9%', '38%', '9%', '7%', '5%', '9%']} />
          </Loading>
        ) : (
          <Unreadable why={rows.failed} onAgain={rows.refresh} />
        )
      ) : total === 0 ? (
        <NoRuns query={query} pipelines={pipelines} onClear={() => setQuery(EVERYTHING)} />
      ) : (
        <>
          {rows.failed !== null && (
            <p role="alert" className={styles.failed}>
              Couldn't read all of it: {rows.failed}{' '}
              <Button size="small" onClick={rows.refresh}>
                Try again
              </Button>
            </p>
          )}
          <RunsTable key={asked} rows={rows} total={total} onOpen={(run) => go(`/runs/${run.externalId}`)} />
        </>
      )}
    </div>
  )
}

/** When a list was asked for: "in the last hour" counts from then, so that its windows fit together. */
function useMomentOf(asked: string): number {
  const [moment, setMoment] = useState(() => Date.now())
  useEffect(() => setMoment(Date.now()), [asked])
  return moment
}

const NO_PIPELINES: readonly PipelineSummary[] = []

function State({ total, filtered }: { readonly total: number | null; readonly filtered: boolean }) {
  const status = useEngineStatus()
  if (total === null) return <span>Reading…</span>
  const busy =
    status === null
      ? []
      : (
          [
            ['running', status.runningRuns],
            ['queued', status.queuedRuns],
            ['waiting', status.waitingRuns],
            ['paused', status.pausedRuns],
          ] as const
        ).filter(([, count]) => count > 0)
  return (
    <>
      <span>
        <b>{formatCount(total)}</b> {filtered ? (total === 1 ? 'run matches' : 'runs match') : total === 1 ? 'run' : 'runs'}
      </span>
      {busy.map(([word, count]) => (
        <span key={word}>
          <b>{formatCount(count)}</b> {word}
        </span>
      ))}
    </>
  )
}

function RunPipeline({ pipelines }: { readonly pipelines: readonly PipelineSummary[] }) {
  const startRun = useStartRun()
  const off = useCommandsOff()
  if (pipelines.length === 0 || off !== undefined) {
    return (
      <Button look="main" icon={<Play />} disabledReason={off ?? 'There is no pipeline yet: make one first.'}>
        Run a pipeline
      </Button>
    )
  }
  return (
    <Menu
      trigger={
        <Button look="main" icon={<Play />}>
          Run a pipeline
        </Button>
      }
    >
      <MenuHeading>Which one?</MenuHeading>
      {pipelines.map(({ id, name, version }) => (
        <MenuItem key={id} note={`version ${version}`} onSelect={() => startRun({ pipeline: id })}>
          {name}
        </MenuItem>
      ))}
    </Menu>
  )
}

function NoRuns({ query, pipelines, onClear }: { readonly query: RunQuery; readonly pipelines: readonly PipelineSummary[]; readonly onClear: () => void }) {
  if (isEverything(query)) {
    return (
      <EmptyState icon={<Play />} title="No runs yet" action={<Link href="/pipelines">Go to the pipelines</Link>}>
        A run is one execution of a pipeline. Each one appears here as it starts, with its steps, its log and what it gave.
      </EmptyState>
    )
  }
  const name = pipelines.find(({ id }) => id === query.pipelineId)?.name ?? null
  return (
    <EmptyState
      title="No run matches"
      action={
        <Button look="main" onClick={onClear}>
          Show all runs
        </Button>
      }
    >
      There is none whose{' '}
      {conditionsOf(query, name)
        .map(({ words }) => words)
        .join(', and ')
        .replace(/, and in the/, ' in the')}
      .
    </EmptyState>
  )
}

const Unreadable = ({ why, onAgain }: { readonly why: string; readonly onAgain: () => void }) => (
  <ErrorState
    title="Couldn't read the runs"
    error={{ code: 'runs.list', message: why }}
    meaning="Your runs go on; only this list is missing."
    action={
      <Button look="main" onClick={onAgain}>
        Try again
      </Button>
    }
  />
)
