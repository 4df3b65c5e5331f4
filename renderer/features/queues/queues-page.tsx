import { Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/button'
import { ErrorState } from '../../components/error-state'
import { PageHeader } from '../../components/page-header'
import { Loading, SkeletonRows } from '../../components/skeleton'
import type { QueueState } from '../../../engine/contract/queue'
import { useCommandsOff } from '../../engine/engine-provider'
import { useQuery } from '../../engine/use-query'
import { useShortcut } from '../../lib/shortcuts'
import { useFocusKept } from '../../lib/use-focus-kept'
import { useTitle } from '../../lib/use-title'
import { LaneRow } from './lane-row'
import { listQueues } from './queries'
import { QueueDialog } from './queue-dialog'
import { QueueRow } from './queue-row'
import { summaryOf } from './queue-words'
import styles from './queues-page.module.css'
import { RemoveQueue } from './remove-queue'
import { useRefreshAt } from './use-refresh-at'

/** What the page asks about: a queue to change, a new one, or one to remove. */
type Asking = { readonly change: QueueState | null } | { readonly remove: string }

/** Who is at work in which queue, who waits for what, and how many places there are. */
export function QueuesPage() {
  useTitle('Queues and workers')
  const { data, error, refresh } = useQuery(listQueues, 'all', { refreshOn: (hint) => hint.type === 'runs.changed' || hint.type === 'settings.changed' })
  const off = useCommandsOff()
  const [asking, setAsking] = useState<Asking | null>(null)
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const add = () => setAsking({ change: null })
  const close = () => setAsking(null)
  const toggle = (key: string) => setOpen((before) => new Set(before.has(key) ? [...before].filter((each) => each !== key) : [...before, key]))
  useShortcut('n', 'Add a queue', add)
  useFocusKept(data?.queues.length)
  useRefreshAt(data?.lanes.flatMap(({ shut }) => (shut === null ? [] : [shut.until])) ?? [], refresh)

  return (
    <>
      <PageHeader
        title="Queues and workers"
        state={data === undefined ? <span>Where steps wait for a place</span> : summaryOf(data.queues).map((words) => <span key={words}>{words}</span>)}
        actions={
          data !== undefined && (
            <Button look="main" icon={<Plus />} disabledReason={off} onClick={add}>
              Add a queue
            </Button>
          )
        }
      />
      {error !== undefined && data === undefined ? (
        <ErrorState
          title="Couldn't read the queues"
          error={error}
          meaning="Your runs go on; only this list is missing."
          action={
            <Button size="small" look="main" onClick={refresh}>
              Try again
            </Button>
          }
        />
      ) : data === undefined ? (
        <Loading label="Reading the queues">
          <SkeletonRows widths={['12%', '38%', '14%', '14%']} />
        </Loading>
      ) : (
        <div className={styles.content}>
          <h2 className={styles.title}>Queues</h2>
          <ul className={styles.list} aria-label="Queues">
            {data.queues.map((queue) => (
              <QueueRow
                key={queue.name}
                queue={queue}
                open={open.has(`queue ${queue.name}`)}
                onToggle={() => toggle(`queue ${queue.name}`)}
                off={off}
                onEdit={() => setAsking({ change: queue })}
                onRemove={() => setAsking({ remove: queue.name })}
              />
            ))}
          </ul>
          <h2 className={styles.title}>Services and models</h2>
          {data.lanes.length === 0 ? (
            <p className={styles.quiet}>
              What steps of all queues share, such as a service with so many places, or a model that takes so many requests a minute, stands here while it is
              limited or in use.
            </p>
          ) : (
            <ul className={styles.list} aria-label="Services and models">
              {data.lanes.map((lane) => (
                <LaneRow key={lane.lane} lane={lane} open={open.has(lane.lane)} onToggle={() => toggle(lane.lane)} />
              ))}
            </ul>
          )}
        </div>
      )}
      {asking !== null && 'change' in asking && (
        <QueueDialog
          queue={asking.change}
          queues={data?.queues.map(({ name }) => name) ?? []}
          onClose={close}
          onSaved={() => {
            close()
            refresh()
          }}
        />
      )}
      {asking !== null && 'remove' in asking && <RemoveQueue name={asking.remove} onClose={close} onRemoved={refresh} />}
    </>
  )
}
