import { FileUp, Plus, Search, Waypoints } from 'lucide-react'
import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../../components/button'
import { EmptyState } from '../../components/empty-state'
import { NotRead } from '../../components/not-read'
import { PageHeader } from '../../components/page-header'
import { TextField } from '../../components/text-field'
import { desktop } from '../../engine/desktop'
import { useCommandsOff } from '../../engine/engine-provider'
import { useQuery } from '../../engine/use-query'
import { plural } from '../../lib/format-count'
import { useShortcut } from '../../lib/shortcuts'
import { useTitle } from '../../lib/use-title'
import { openPipelineFile } from './open-pipeline-file'
import styles from './pipelines-page.module.css'
import { PipelinesTable } from './pipelines-table'
import { listPipelines } from './queries'

/** Every pipeline, how it has been doing, and a button to run it. */
export function PipelinesPage() {
  useTitle('Pipelines')
  const [, navigate] = useLocation()
  const [text, setText] = useState('')
  const filter = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  const off = useCommandsOff()
  const { data, error, refresh } = useQuery(listPipelines, 'all', { refreshOn: (hint) => hint.type === 'pipelines.changed' || hint.type === 'runs.changed' })
  useShortcut('/', 'Filter the pipelines', () => filter.current?.focus())
  useShortcut('n', 'New pipeline', () => navigate('/pipelines/new'))

  const items = data?.items
  const wanted = text.trim().toLowerCase()
  const shown = items?.filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(wanted))
  const open = items?.reduce((sum, pipeline) => sum + pipeline.openRuns, 0) ?? 0

  return (
    <>
      <PageHeader
        title="Pipelines"
        state={
          items === undefined || items.length === 0 ? (
            <span>Steps that run in order, by themselves, and can be watched</span>
          ) : (
            <span>
              {plural(items.length, 'pipeline')}
              {open > 0 && `, ${plural(open, 'run')} open`}
            </span>
          )
        }
        actions={
          <>
            {desktop() !== undefined && (
              <Button icon={<FileUp />} disabledReason={off} onClick={() => void openPipelineFile(() => navigate('/pipelines/new'))}>
                Open a file…
              </Button>
            )}
            <Button look="main" icon={<Plus />} onClick={() => navigate('/pipelines/new')}>
              New pipeline
            </Button>
          </>
        }
      />
      {shown === undefined || items === undefined ? (
        <NotRead what="the pipelines" error={error} meaning="Nothing is lost: pipelines and runs are kept on disk." onAgain={refresh} widths={['28%', '16%', '10%', '8%', '10%']} />
      ) : items.length === 0 ? (
        <EmptyState
          icon={<Waypoints />}
          title="No pipelines yet"
          action={
            <>
              <Button look="main" icon={<Plus />} onClick={() => navigate('/pipelines/new')}>
                New pipeline
              </Button>
            </>
          }
        >
          A pipeline is a list of steps in a file: read, transform, call, wait. Start from a template and run it in a minute.
        </EmptyState>
      ) : (
        <>
          <div className={styles.tools}>
            <TextField
              ref={filter}
              label="Filter by name or description"
              hideLabel
              placeholder="Filter"
              icon={<Search />}
              value={text}
              onChange={setText}
              onKeyDown={(event) => event.key === 'Escape' && (text === '' ? filter.current?.blur() : setText(''))}
            />
          </div>
          {shown.length === 0 ? (
            <EmptyState title={`Nothing matches “${text.trim()}”`} action={<Button onClick={() => setText('')}>Show all {items.length}</Button>} />
          ) : (
            <PipelinesTable pipelines={shown} />
          )}
        </>
      )}
    </>
  )
}
