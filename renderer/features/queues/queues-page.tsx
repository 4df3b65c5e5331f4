import { Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/button'
import { EntryList } from '../../components/entry-list'
import { NotRead } from '../../components/not-read'
import { PageHeader } from '../../components/page-header'
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
      {data === undefined ? (
        <NotRead what="the queues" error={error} onAgain={refresh} widths={['12%', '38%', '14%', '14%']} />
      ) : (
        <div className={styles.content}>
          <h2 className={styles.title}>Queues</h2>
          <EntryList label="Queues">
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
          </EntryList>
          <h2 className={styles.title}>Services and models</h2>
          {data.lanes.length === 0 ? (
            <p className={styles.quiet}>
              What steps of all queues share, such as a service with so many places, or a model that takes so many requests a minute, stands here while it is
              limited or in use.
            </p>
          ) : (
            <EntryList label="Services and models">
              {data.lanes.map((lane) => (
                <LaneRow key={lane.lane} lane={lane} open={open.has(lane.lane)} onToggle={() => toggle(lane.lane)} />
              ))}
            </EntryList>
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
