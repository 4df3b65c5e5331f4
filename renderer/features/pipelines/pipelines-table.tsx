import { Play } from 'lucide-react'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { PipelineSummary } from '../../../engine/contract/pipeline'
import { Button } from '../../components/button'
import { type Column, DataTable, type Sort } from '../../components/data-table'
import { OutcomeStrip } from '../../components/outcome-strip'
import { RelativeTime } from '../../components/relative-time'
import { useCommandsOff } from '../../engine/engine-provider'
import { formatDuration } from '../../lib/format-duration'
import { useStartRun } from '../../lib/start-run-request'
import { readDraft } from './draft'
import { sortPipelines } from './sort-pipelines'
import styles from './pipelines-table.module.css'

export function PipelinesTable({ pipelines }: { readonly pipelines: readonly PipelineSummary[] }) {
  const [, navigate] = useLocation()
  const [selectedId, setSelectedId] = useState<string | null>(null)
  const [sort, setSort] = useState<Sort>({ column: 'name', descending: false })
  const sorted = sortPipelines(pipelines, sort)
  const startRun = useStartRun()
  const off = useCommandsOff()
  return (
    <DataTable
      label="Pipelines"
      noun="pipeline"
      density="comfortable"
      columns={columns({ run: (pipeline) => startRun({ pipeline: pipeline.id, atOnce: true }), off })}
      count={sorted.length}
      rowAt={(index) => sorted[index]}
      selected={sorted.findIndex(({ id }) => id === selectedId)}
      onSelect={(index) => setSelectedId(sorted[index]?.id ?? null)}
      onOpen={(pipeline) => navigate(`/pipelines/${pipeline.id}`)}
      onPreview={(pipeline) => startRun({ pipeline: pipeline.id })}
      sort={sort}
      onSort={setSort}
    />
  )
}

function columns({ run, off }: { readonly run: (pipeline: PipelineSummary) => void; readonly off: string | undefined }): readonly Column<PipelineSummary>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      width: 'minmax(220px, 1fr)',
      sortable: true,
      cell: ({ id, name, description }) => (
        <span className={styles.name}>
          <Link href={`/pipelines/${id}`} tabIndex={-1}>
            {name}
          </Link>
          {readDraft(id) !== null && <span className={styles.draft}>unsaved changes</span>}
          <span className={styles.description}>{description}</span>
        </span>
      ),
    },
    { id: 'outcomes', header: 'Last ten runs', width: '168px', cell: ({ lastRuns }) => <OutcomeStrip outcomes={lastRuns} /> },
    { id: 'last', header: 'Last run', width: '96px', sortable: true, cell: ({ lastRuns }) => <LastRun at={lastRuns.at(-1)?.createdAt} /> },
    { id: 'duration', header: 'Took', width: '84px', align: 'end', sortable: true, cell: ({ lastRuns }) => lastDuration(lastRuns) },
    { id: 'steps', header: 'Steps', width: '52px', align: 'end', cell: ({ stepsTotal }) => stepsTotal },
    {
      id: 'open',
      header: 'Open',
      width: '52px',
      align: 'end',
      sortable: true,
      cell: ({ openRuns }) => (openRuns === 0 ? <span className={styles.none}>–</span> : <b className={styles.open}>{openRuns}</b>),
    },
    {
      id: 'run',
      header: <span className="visually-hidden">Run</span>,
      width: '72px',
      align: 'end',
      cell: (pipeline) => (
        <Button size="small" icon={<Play />} disabledReason={off} onClick={() => run(pipeline)} aria-label={`Run ${pipeline.name}`}>
          Run
        </Button>
      ),
    },
  ]
}

const LastRun = ({ at }: { readonly at: number | undefined }) => (at === undefined ? <span className={styles.none}>never</span> : <RelativeTime at={at} />)

function lastDuration(runs: PipelineSummary['lastRuns']) {
  const last = runs.findLast(({ durationMs }) => durationMs !== null)?.durationMs
  return last == null ? <span className={styles.none}>–</span> : formatDuration(last)
}
