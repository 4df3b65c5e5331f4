import { useRef, useState } from 'react'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { ErrorState } from '../../components/error-state'
import { TextField } from '../../components/text-field'
import { toast } from '../../components/toast'
import { useCommand } from '../../engine/use-command'
import { fieldsOf, refusals } from '../../lib/field-rules'
import { secretName, secretValue } from './rules'
import { SecretField } from './secret-field'
import styles from './section.module.css'

interface SecretDialogProps {
  /** The secret that gets another value; null for a new one. */
  readonly replaces: string | null
  readonly names: readonly string[]
  readonly onClose: () => void
  readonly onSaved: () => void
}

type Errors = { readonly name?: string; readonly value?: string }

/** Takes a value, once. */
export function SecretDialog({ replaces, names, onClose, onSaved }: SecretDialogProps) {
  const [name, setName] = useState(replaces ?? '')
  const [value, setValue] = useState('')
  const [errors, setErrors] = useState<Errors>({})
  const body = useRef<HTMLDivElement>(null)
  const command = useCommand((client, secret: { readonly name: string; readonly value: string }, signal) => client.secrets.save(secret, { signal }))
  const refuse = (found: Errors) => {
    setErrors(found)
    setTimeout(() => body.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus(), 0)
  }
  const save = async () => {
    const taken = replaces === null && names.includes(name.trim()) ? 'There is a secret of this name; replace that one instead.' : undefined
    const wrong = refusals({ name: secretName(name) ?? taken, value: secretValue(value) })
    if (wrong !== null) return refuse(wrong)
    const result = await command.run({ name: name.trim(), value })
    if (!result.ok) return refuse(fieldsOf(result.failure.details))
    toast.success(replaces === null ? `Kept ${name.trim()}` : `Replaced ${name.trim()}`)
    onSaved()
    onClose()
  }
  return (
    <Dialog
      open
      size="small"
      title={replaces === null ? 'Add a secret' : `Replace ${replaces}`}
      description={
        replaces === null
          ? 'It is encrypted at once, and its value is never shown again.'
          : 'The value before is gone as soon as this one is kept; runs at work take it from their next attempt on.'
      }
      onClose={onClose}
      onSubmit={() => void save()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="main" type="submit" busy={command.busy} disabledReason={command.off}>
            {replaces === null ? 'Keep it' : 'Replace'}
          </Button>
        </>
      }
    >
      <div ref={body} className={styles.fields}>
        {replaces === null && (
          <TextField
            label="Name"
            mono
            value={name}
            onChange={(next) => {
              setName(next)
              setErrors({})
            }}
            error={errors.name}
            placeholder="OPENAI_KEY"
          />
        )}
        <SecretField
          label="Value"
          value={value}
          onChange={(next) => {
            setValue(next)
            setErrors({})
          }}
          error={errors.value}
        />
        {command.failure !== undefined && Object.keys(errors).length === 0 && <ErrorState look="inline" title="It was not kept" error={command.failure} />}
      </div>
    </Dialog>
  )
}
