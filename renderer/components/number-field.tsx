import { Field, type FieldProps } from './field'
import styles from './text-field.module.css'

interface NumberFieldProps extends FieldProps {
  /** As typed: an unfinished number ("-", "1e") is kept, not thrown away. */
  readonly value: string
  readonly onChange: (value: string) => void
  readonly integer?: boolean
  readonly placeholder?: string
}

/** A number, typed freely; up and down arrows step by one. */
export const NumberField = ({ value, onChange, integer = false, placeholder, ...field }: NumberFieldProps) => (
  <Field {...field}>
    {(aria) => (
      <input
        {...aria}
        className={styles.input}
        type="text"
        inputMode={integer ? 'numeric' : 'decimal'}
        autoComplete="off"
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
          const current = value.trim() === '' ? 0 : Number(value)
          if (step === 0 || !Number.isFinite(current)) return
          event.preventDefault()
          onChange(String(current + step))
        }}
      />
    )}
  </Field>
)
