import { Button } from '../../components/button'
import { Select, type SelectOption } from '../../components/select'
import { TextField } from '../../components/text-field'
import type { ModelErrors, ModelForm } from './model-form'
import { SecretField } from './secret-field'
import styles from './section.module.css'

interface KeyFieldsProps {
  readonly form: ModelForm
  readonly errors: ModelErrors
  readonly secrets: readonly string[]
  readonly onChange: (change: Partial<ModelForm>) => void
}

const NONE = 'none'
const NEW = 'new'
const KEPT = 'kept:'

/** Which secret is the key: one there is, none, or one that is entered here. */
export function KeyFields({ form, errors, secrets, onChange }: KeyFieldsProps) {
  const chosen = form.key === 'kept' || form.key === 'replaced'
  const names = chosen && form.secret !== '' && !secrets.includes(form.secret) ? [...secrets, form.secret] : secrets
  const options: readonly SelectOption[] = [
    { value: NEW, label: 'Enter a new one…' },
    ...names.map((name) => ({ value: `${KEPT}${name}`, label: name })),
    { value: NONE, label: 'None is asked for' },
  ]
  const choose = (value: string) => {
    if (value === NONE || value === NEW) onChange({ key: value })
    else onChange({ key: 'kept', secret: value.slice(KEPT.length) })
  }
  return (
    <>
      <Select
        label="Key"
        value={chosen ? `${KEPT}${form.secret}` : form.key}
        options={options}
        onChange={choose}
        error={errors.secret}
        hint={form.key === 'kept' ? 'One of your secrets. Its value stays there.' : undefined}
      />
      {form.key === 'kept' && secrets.includes(form.secret) && (
        <div>
          <Button size="small" onClick={() => onChange({ key: 'replaced', newValue: '' })}>
            Replace its value
          </Button>
        </div>
      )}
      {form.key === 'replaced' && (
        <div className={styles.indent}>
          <SecretField
            label={`New value of ${form.secret}`}
            value={form.newValue}
            onChange={(newValue) => onChange({ newValue })}
            error={errors.newValue}
            hint="Replaces the value before, for everything that names this secret, as soon as the model is saved or tested."
          />
        </div>
      )}
      {form.key === 'new' && (
        <div className={styles.indent}>
          <SecretField
            label="Value of the key"
            value={form.newValue}
            onChange={(newValue) => onChange({ newValue })}
            error={errors.newValue}
            hint="Kept encrypted among the secrets before the model is saved or tested, and never shown again."
          />
          <TextField label="Name of the secret" mono value={form.newName} onChange={(newName) => onChange({ newName })} error={errors.newName} />
        </div>
      )}
    </>
  )
}
