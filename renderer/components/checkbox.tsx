import { Check } from 'lucide-react'
import { Checkbox as Radix } from 'radix-ui'
import { useId } from 'react'
import styles from './checkbox.module.css'

interface CheckboxProps {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly label: React.ReactNode
  readonly hint?: React.ReactNode
  readonly error?: string | undefined
}

export function Checkbox({ checked, onChange, label, hint, error }: CheckboxProps) {
  const id = useId()
  return (
    <div className={styles.field}>
      <Radix.Root
        id={id}
        className={styles.box}
        checked={checked}
        onCheckedChange={(next) => onChange(next === true)}
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={hint === undefined && error === undefined ? undefined : `${id}-hint`}
      >
        <Radix.Indicator>
          <Check />
        </Radix.Indicator>
      </Radix.Root>
      <div>
        <label htmlFor={id} className={styles.label}>
          {label}
        </label>
        {(error ?? hint) !== undefined && (
          <p id={`${id}-hint`} className={error === undefined ? styles.hint : styles.error}>
            {error ?? hint}
          </p>
        )}
      </div>
    </div>
  )
}
