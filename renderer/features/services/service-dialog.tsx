import { useRef, useState } from 'react'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { ErrorState } from '../../components/error-state'
import { toast } from '../../components/toast'
import type { ServiceEntry } from '../../../engine/contract/service'
import { useCommand } from '../../engine/use-command'
import { fieldsOf } from '../../lib/field-rules'
import { errorsFromEngine, readServiceForm } from './read-service-form'
import styles from './service-dialog.module.css'
import { ServiceFields } from './service-fields'
import { formOfService, NEW_SERVICE, type ServiceErrors, type ServiceForm } from './service-form'

interface ServiceDialogProps {
  /** Null: a new one. */
  readonly entry: ServiceEntry | null
  /** Names of those there are. */
  readonly services: readonly string[]
  readonly secrets: readonly string[]
  readonly onClose: () => void
  readonly onSaved: () => void
}

const WORDS_OF_NEW = { title: 'Add a service', meaning: 'Steps call it by its name.', save: 'Add', saved: 'Added' }
const WORDS_OF_CHANGE = { meaning: 'Every pipeline that names it follows.', save: 'Save', saved: 'Saved' }

/** Adds a service or changes one. */
export function ServiceDialog({ entry, services, secrets, onClose, onSaved }: ServiceDialogProps) {
  const [form, setForm] = useState<ServiceForm>(() => (entry === null ? NEW_SERVICE : formOfService(entry)))
  const [errors, setErrors] = useState<ServiceErrors>({})
  const words = entry === null ? WORDS_OF_NEW : { ...WORDS_OF_CHANGE, title: `Change ${entry.name}` }
  const body = useRef<HTMLDivElement>(null)
  const keep = useCommand((client, service: ServiceEntry, signal) =>
    client.services.save({ service, ...(entry !== null && { replaces: entry.name }) }, { signal }),
  )
  const set = (change: Partial<ServiceForm>) => {
    setForm((before) => ({ ...before, ...change }))
    setErrors((before) => Object.fromEntries(Object.entries(before).filter(([field]) => !(field in change))))
  }
  const refuse = (found: ServiceErrors) => {
    setErrors(found)
    // The first field that is wrong, once it is marked.
    setTimeout(() => body.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus(), 0)
  }
  const save = async () => {
    const read = readServiceForm(
      form,
      services.filter((name) => name !== entry?.name),
    )
    if (!read.ok) return refuse(read.errors)
    const result = await keep.run(read.entry)
    if (!result.ok) return refuse(errorsFromEngine(fieldsOf(result.failure.details)))
    toast.success(`${words.saved} ${read.entry.name}`)
    onSaved()
  }
  const refusedAsWhole = Object.keys(errors).length === 0 ? keep.failure : undefined

  return (
    <Dialog
      open
      onClose={onClose}
      onSubmit={() => void save()}
      title={words.title}
      description={words.meaning}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="main" type="submit" busy={keep.busy} disabledReason={keep.off}>
            {words.save}
          </Button>
        </>
      }
    >
      <div ref={body} className={styles.fields}>
        <ServiceFields form={form} errors={errors} secrets={secrets} onChange={set} />
        {refusedAsWhole !== undefined && <ErrorState look="inline" title="It was not saved" error={refusedAsWhole} />}
      </div>
    </Dialog>
  )
}
