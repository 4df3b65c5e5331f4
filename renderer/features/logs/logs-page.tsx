import { useCallback, useRef, useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import { Button } from '../../components/button'
import { ErrorState } from '../../components/error-state'
import { type LogKey, LogRows, type LogRowsHandle } from '../../components/log/log-rows'
import { PageHeader } from '../../components/page-header'
import type { PipelineSummary } from '../../../engine/contract/pipeline'
import { useLinkState, useRetryEngine } from '../../engine/engine-provider'
import { useQuery } from '../../engine/use-query'
import { keepInAddress } from '../../lib/keep-in-address'
import { useShortcut } from '../../lib/shortcuts'
import { useTitle } from '../../lib/use-title'
import { ExportActions } from './export-actions'
import { EVERY_LINE, isEveryLine, LOG_QUERY_KEYS, logQueryFromSearch, searchFromLogQuery, type LogQuery } from './log-query'
import { getPipelines } from './log-queries'
import { LogsFilters } from './logs-filters'
import styles from './logs-page.module.css'
import { LogsReach } from './logs-reach'
import { LogsSkeleton } from './logs-skeleton'
import { NoLines } from './no-lines'
import { addressOf, useAllRunsLook } from './use-all-runs-look'
import { type LogTailRead, useLogTail } from './use-log-tail'

/** The log of all runs: as it is written, and searched back to its beginning. */
export function LogsPage() {
  useTitle('Logs')
  const query = logQueryFromSearch(useSearch())
  const asked = searchFromLogQuery(query)
  // Another search begins at its newest lines, whatever was done in the one before.
  const [chosen, setChosen] = useState({ asked, follow: true })
  const follow = chosen.asked === asked ? chosen.follow : true
  const setFollow = useCallback((next: boolean) => setChosen({ asked, follow: next }), [asked])
  const read = useLogTail(query, follow)
  const down = useLinkState().state === 'down'
  const pipelines = useQuery(getPipelines, 'all', { refreshOn: (hint) => hint.type === 'pipelines.changed' }).data?.items ?? NO_PIPELINES
  const setQuery = (next: LogQuery) => keepInAddress(LOG_QUERY_KEYS, searchFromLogQuery(next))
  const filtered = !isEveryLine(query)
  return (
    <div className={styles.page}>
      <PageHeader title="Logs" state={<LogsReach read={read} filtered={filtered} />} actions={<ExportActions list={read.list} />} />
      <LogsFilters
        query={query}
        onChange={setQuery}
        pipelines={pipelines}
        follow={follow}
        onToggleFollow={() => {
          read.source.reveal('end')
          setFollow(!follow)
        }}
      />
      <Trouble read={read} />
      {read.tail === null ? (
        read.failed === null && !down ? (
          <LogsSkeleton />
        ) : (
          <Unreadable read={read} />
        )
      ) : read.source.rows === 0 ? (
        <NoLines read={read} filtered={filtered} onEveryLine={() => setQuery(EVERY_LINE)} />
      ) : (
        <Lines read={read} text={query.text.trim()} follow={follow} onFollow={setFollow} />
      )}
    </div>
  )
}

const NO_PIPELINES: readonly PipelineSummary[] = []

interface LinesProps {
  readonly read: LogTailRead
  readonly text: string
  readonly follow: boolean
  readonly onFollow: (follow: boolean) => void
}

function Lines({ read: { source }, text, follow, onFollow }: LinesProps) {
  const [, navigate] = useLocation()
  const look = useAllRunsLook()
  const rows = useRef<LogRowsHandle>(null)
  useLineKeys((key) => rows.current?.press(key))
  return (
    <div className={styles.lines} onKeyDown={(event) => event.key === 'Escape' && rows.current?.leave()}>
      <LogRows
        key={source.key}
        handle={rows}
        source={source}
        label="Log of all runs"
        query={text}
        look={look}
        follow={follow}
        onFollow={onFollow}
        onEnter={(line) => navigate(addressOf(line))}
      />
    </div>
  )
}

/** The list's keys do the same wherever the focus is. */
function useLineKeys(press: (key: LogKey) => void): void {
  const group = 'Lists'
  useShortcut('j', 'Next line', () => press('j'), { group })
  useShortcut('ArrowDown', 'Next line', () => press('ArrowDown'), { group })
  useShortcut('k', 'Previous line', () => press('k'), { group })
  useShortcut('ArrowUp', 'Previous line', () => press('ArrowUp'), { group })
  useShortcut('Home', 'Oldest line that was read', () => press('Home'), { group })
  useShortcut('End', 'Follow the newest line', () => press('End'), { group })
  useShortcut('PageDown', 'One page on', () => press('PageDown'), { group })
  useShortcut('PageUp', 'One page back', () => press('PageUp'), { group })
  useShortcut('Enter', 'Open the run at this line', () => press('Enter'), { group })
  useShortcut('Space', 'Open or close this line', () => press('Space'), { group })
  useShortcut('c', 'Copy this line with its context', () => press('c'), { group })
}

/** What went wrong beside lines that are there. */
function Trouble({ read: { tail, failed, stream, goOn } }: { readonly read: LogTailRead }) {
  if (tail === null) return null
  if (failed !== null)
    return (
      <p role="alert" className={styles.trouble}>
        Couldn't read further back: {failed.message}
        <Button size="small" onClick={goOn}>
          Try again
        </Button>
      </p>
    )
  if (stream.state !== 'failed') return null
  return (
    <p role="alert" className={styles.trouble}>
      Couldn't follow the log, and tries again: {stream.failure.message}
    </p>
  )
}

function Unreadable({ read: { failed, goOn } }: { readonly read: LogTailRead }) {
  const retry = useRetryEngine()
  const { state } = useLinkState()
  return (
    <ErrorState
      title="Couldn't read the log"
      error={failed ?? { code: 'engine_unavailable', message: 'The engine is not running.' }}
      meaning="Runs go on and write their lines; only this page is missing."
      action={
        <Button look="main" onClick={state === 'down' ? retry : goOn}>
          Try again
        </Button>
      }
    />
  )
}
