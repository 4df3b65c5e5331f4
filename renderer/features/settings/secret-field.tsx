import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { Field, type FieldProps } from '../../components/field'
import { IconButton } from '../../components/icon-button'
import { cx } from '../../lib/class-names'
import { endsWithEnter, withoutLastBreak } from './secret-text'
import styles from './secret-field.module.css'

interface SecretFieldProps extends FieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
}

/** A value that nobody should read over a shoulder; of several lines, as keys in files are. */
export function SecretField({ value, onChange, hint, ...field }: SecretFieldProps) {
  const [shown, setShown] = useState(false)
  return (
    <Field
      {...field}
      hint={
        hint === undefined ? (
          SEVERAL_LINES
        ) : (
          <>
            {hint} {SEVERAL_LINES}
          </>
        )
      }
    >
      {(aria) => (
        <span className={styles.box}>
          <textarea
            {...aria}
            className={cx(styles.input, !shown && styles.hidden)}
            rows={1}
            value={value}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            onChange={(event) => {
              const typed = event.target.value
              onChange(isPaste(event.nativeEvent) ? withoutLastBreak(typed) : typed)
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || !endsWithEnter(value)) return
              event.preventDefault()
              event.currentTarget.form?.requestSubmit()
            }}
          />
          <span className={styles.toggle}>
            <IconButton
              size="small"
              label={shown ? 'Hide what is typed' : 'Show what is typed'}
              icon={shown ? <EyeOff /> : <Eye />}
              onClick={() => setShown(!shown)}
            />
          </span>
        </span>
      )}
    </Field>
  )
}

const SEVERAL_LINES = 'Shift+Enter adds a line.'

const isPaste = (event: Event): boolean => event instanceof InputEvent && event.inputType === 'insertFromPaste'
