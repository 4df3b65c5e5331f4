import { forwardRef } from 'react'
import { cx } from '../lib/class-names'
import { Field, type FieldProps } from './field'
import styles from './text-field.module.css'

interface TextFieldProps extends FieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly placeholder?: string
  /** More than one line: that many rows high at first. */
  readonly rows?: number
  readonly mono?: boolean
  readonly icon?: React.ReactNode
  readonly autoFocus?: boolean
  readonly onKeyDown?: (event: React.KeyboardEvent) => void
}

export const TextField = forwardRef<HTMLInputElement & HTMLTextAreaElement, TextFieldProps>(function TextField(
  { value, onChange, placeholder, rows, mono = false, icon, autoFocus, onKeyDown, ...field },
  ref,
) {
  return (
    <Field {...field}>
      {(aria) => {
        const shared = {
          ...aria,
          ref,
          value,
          placeholder,
          autoFocus,
          onKeyDown,
          spellCheck: false,
          className: cx(styles.input, mono && styles.mono, icon !== undefined && styles.withIcon),
          onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => onChange(event.target.value),
        }
        if (rows !== undefined) return <textarea {...shared} rows={rows} />
        return (
          <span className={styles.box}>
            {icon !== undefined && <span className={styles.icon}>{icon}</span>}
            <input {...shared} type="text" autoComplete="off" />
          </span>
        )
      }}
    </Field>
  )
})
