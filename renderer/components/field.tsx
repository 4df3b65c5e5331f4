import { useId } from 'react'
import styles from './field.module.css'
import { WithCode } from './with-code'

export interface FieldProps {
  readonly label: React.ReactNode
  /** A line below the field: what it is for. */
  readonly hint?: React.ReactNode
  /** A sentence; colours the field and is read with it. */
  readonly error?: string | undefined
  readonly required?: boolean
  /** The label is read aloud but not shown: for a field whose place says what it is. */
  readonly hideLabel?: boolean
}

interface FieldFrameProps extends FieldProps {
  readonly children: (aria: {
    readonly id: string
    readonly 'aria-describedby': string | undefined
    readonly 'aria-invalid': true | undefined
    readonly 'aria-required': true | undefined
  }) => React.ReactNode
}

/** Label, field, hint and error, tied together for screen readers. */
export function Field({ label, hint, error, required = false, hideLabel = false, children }: FieldFrameProps) {
  const id = useId()
  const hintId = hint === undefined ? undefined : `${id}-hint`
  const errorId = error === undefined ? undefined : `${id}-error`
  return (
    <div className={styles.field} data-invalid={error === undefined ? undefined : true}>
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : styles.label}>
        {label}
        {required && <span className={styles.required}>required</span>}
      </label>
      {children({
        id,
        'aria-describedby': [errorId, hintId].filter(Boolean).join(' ') || undefined,
        'aria-invalid': error === undefined ? undefined : true,
        'aria-required': required || undefined,
      })}
      {error !== undefined && (
        <p id={errorId} className={styles.error}>
          <WithCode text={error} />
        </p>
      )}
      {hint !== undefined && (
        <p id={hintId} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  )
}
