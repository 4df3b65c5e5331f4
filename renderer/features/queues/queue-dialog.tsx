import { useRef, useState } from 'react'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { ErrorState } from '../../components/error-state'
import { NumberField } from '../../components/number-field'
import { TextField } from '../../components/text-field'
import { toast } from '../../components/toast'
import type { QueueSetting, QueueState } from '../../../engine/contract/queue'
import { useCommand } from '../../engine/use-command'
import styles from './queues-page.module.css'
import { type QueueErrors, queueFaults, type QueueForm } from './queue-words'

interface QueueDialogProps {
  /** Null: a new one. */
  readonly queue: QueueState | null
  /** Names of those there are. */
  readonly queues: readonly string[]
  readonly onClose: () => void
  readonly onSaved: () => void
}

/** Adds a queue, or changes how many of its steps run at the same time. */
export function QueueDialog({ queue, queues, onClose, onSaved }: QueueDialogProps) {
  const [form, setForm] = useState<QueueForm>({ name: queue?.name ?? '', places: queue === null ? '' : String(queue.concurrency) })
  const [errors, setErrors] = useState<QueueErrors>({})
  const body = useRef<HTMLDivElement>(null)
  const keep = useCommand((client, setting: QueueSetting, signal) => client.queues.save(setting, { signal }))
  const set = (change: Partial<QueueForm>) => {
    setForm((before) => ({ ...before, ...change }))
    setErrors((before) => Object.fromEntries(Object.entries(before).filter(([field]) => !(field in change))))
  }
  const save = async () => {
    const faults = queueFaults(
      form,
      queues.filter((name) => name !== queue?.name),
    )
    if (faults !== null) {
      setErrors(faults)
      setTimeout(() => body.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus(), 0)
      return
    }
    const name = form.name.trim()
    if (!(await keep.run({ name, concurrency: Number(form.places) })).ok) return
    toast.success(queue === null ? `Added ${name}` : `Saved ${name}`)
    onSaved()
  }
  return (
    <Dialog
      open
      size="small"
      onClose={onClose}
      onSubmit={() => void save()}
      title={queue === null ? 'Add a queue' : `Change ${queue.name}`}
      description={queue === null ? 'Steps go into it with queue: and its name.' : 'It holds from now on; what is at work goes on.'}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="main" type="submit" busy={keep.busy} disabledReason={keep.off}>
            {queue === null ? 'Add' : 'Save'}
          </Button>
        </>
      }
    >
      <div ref={body} className={styles.fields}>
        {queue === null && <TextField label="Name" mono value={form.name} onChange={(name) => set({ name })} error={errors.name} placeholder="nightly" />}
        <NumberField
          label="Places"
          integer
          hint="So many of its steps run at the same time"
          value={form.places}
          onChange={(places) => set({ places })}
          error={errors.places}
        />
        {keep.failure !== undefined && <ErrorState look="inline" title="It was not saved" error={keep.failure} />}
      </div>
    </Dialog>
  )
}
