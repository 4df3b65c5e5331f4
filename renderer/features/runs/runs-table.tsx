import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { DataTable, type Column } from '../../components/data-table'
import { Duration } from '../../components/duration'
import { RelativeTime } from '../../components/relative-time'
import { StatusBadge } from '../../components/status-badge'
import { WithCode } from '../../components/with-code'
import { withoutCode } from '../../lib/without-code'
import type { Run } from '../../../engine/contract/run'
import { keepInAddress } from '../../lib/keep-in-address'
import { rowOf, shiftOf } from './run-windows'
import { STARTER } from './run-words'
import styles from './runs-table.module.css'
import type { RunRows } from './use-run-windows'

interface RunsTableProps {
  readonly rows: RunRows
  readonly total: number
  readonly onOpen: (run: Run) => void
}

const COLUMNS: readonly Column<Run>[] = [
  { id: 'status', header: 'Status', width: '112px', cell: (run) => <Standing run={run} /> },
  { id: 'id', header: 'Run', width: '104px', cell: (run) => <span className={styles.id}>{run.externalId}</span> },
  {
    id: 'pipeline',
    header: 'Pipeline',
    width: 'minmax(180px, 1fr)',
    cell: (run) => (
      <span className={styles.pipeline} title={withoutCode(run.error?.message)}>
        <b>{run.pipelineName}</b>
        <small>version {run.version}</small>
        {run.error !== null && (
          <span className={styles.error}>
            <WithCode text={run.error.message} />
          </span>
        )}
      </span>
    ),
  },
  { id: 'started', header: 'Started', width: '104px', cell: (run) => <RelativeTime at={run.createdAt} /> },
  { id: 'duration', header: 'Took', width: '92px', align: 'end', cell: (run) => <Duration from={run.startedAt} to={run.finishedAt} /> },
  { id: 'steps', header: 'Steps', width: '64px', align: 'end', cell: (run) => <Steps run={run} /> },
  { id: 'by', header: 'Started by', width: '104px', cell: (run) => <span className={styles.by}>{STARTER[run.startedBy]}</span> },
]

/** Being paused, or waiting for others, says more than the state that it goes with. */
function Standing({ run: { status, pausedAt, stillAtWork, waitsForGroup } }: { readonly run: Run }) {
  if (pausedAt !== null) return stillAtWork > 0 ? <StatusBadge status={status}>Pausing</StatusBadge> : <StatusBadge status="waiting">Paused</StatusBadge>
  const first = waitsForGroup?.holders[0]
  return first === undefined ? <StatusBadge status={status} /> : <StatusBadge status={status}>After {first.externalId}</StatusBadge>
}

const Steps = ({ run }: { readonly run: Run }) => (
  <span className="num" title={run.stepsFailed === 0 ? undefined : `${run.stepsFailed} failed`}>
    {/* What a cancel or a failure ended was not done. */}
    {run.status !== 'cancelled' && run.status !== 'failed' && `${run.stepsDone}/`}
    <span className={styles.of}>{run.stepsTotal}</span>
  </span>
)

const ROW_HEIGHT = 32

/** The list, one selected row kept by its run however the list moves. */
export function RunsTable({ rows, total, onOpen }: RunsTableProps) {
  const { list, runAt, look } = rows
  const frame = useRef<HTMLDivElement>(null)
  const [leftAt] = useState(rowFromAddress)
  const [selected, setSelected] = useState(leftAt)
  const selectedId = useRef<string | null>(null)
  const top = useRef({ row: 0, id: '' })
  const grid = () => frame.current?.querySelector<HTMLElement>('[role=grid]') ?? null

  // Coming back: where one left off is in sight again.
  useLayoutEffect(() => {
    const element = grid()
    if (element !== null && leftAt > 8) element.scrollTop = leftAt * ROW_HEIGHT - element.clientHeight / 2
  }, [leftAt])

  // A list that moved under the reader: the selection goes with its run …
  useLayoutEffect(() => {
    const moved = selectedId.current === null ? null : rowOf(list, selectedId.current)
    if (moved !== null && moved !== selected) setSelected(moved)
    selectedId.current ??= selected < 0 ? null : (runAt(selected)?.id ?? null)
  }, [list, runAt, selected])

  // … and what is being read stays in its place.
  useLayoutEffect(() => {
    const element = grid()
    const shift = top.current.id === '' || top.current.row === 0 ? 0 : shiftOf(list, top.current.id, top.current.row)
    if (element !== null && shift !== 0) element.scrollTop += shift * ROW_HEIGHT
  }, [list])

  const select = useCallback(
    (row: number) => {
      setSelected(row)
      selectedId.current = runAt(row)?.id ?? null
      keepInAddress(['at'], row > 0 ? `at=${row}` : '')
    },
    [runAt],
  )
  const onRangeChange = useCallback(
    (first: number, last: number) => {
      look(first, last)
      top.current = { row: first, id: runAt(first)?.id ?? '' }
    },
    [look, runAt],
  )
  useEffect(() => {
    if (selected >= total) setSelected(total - 1)
  }, [selected, total])

  return (
    <div ref={frame} className={styles.frame}>
      <DataTable
        label="Runs"
        noun="run"
        columns={COLUMNS}
        count={total}
        rowAt={runAt}
        selected={selected}
        onSelect={select}
        onOpen={onOpen}
        onRangeChange={onRangeChange}
      />
    </div>
  )
}

function rowFromAddress(): number {
  const at = new URLSearchParams(location.search).get('at') ?? ''
  return /^\d{1,7}$/.test(at) ? Number(at) : 0
}
