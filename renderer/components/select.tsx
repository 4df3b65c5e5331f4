import { Check, ChevronDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import { Field, type FieldProps } from './field'
import styles from './select.module.css'

export interface SelectOption {
  /** Not empty. */
  readonly value: string
  readonly label: React.ReactNode
}

interface SelectProps extends FieldProps {
  readonly value: string | undefined
  readonly onChange: (value: string) => void
  readonly options: readonly SelectOption[]
  readonly placeholder?: string
}

/** One of a short list. */
export const Select = ({ value, onChange, options, placeholder = 'Choose…', ...field }: SelectProps) => (
  <Field {...field}>
    {(aria) => (
      <Radix.Root value={value ?? ''} onValueChange={onChange}>
        <Radix.Trigger {...aria} className={styles.trigger}>
          <Radix.Value placeholder={placeholder} />
          <Radix.Icon className={styles.icon}>
            <ChevronDown />
          </Radix.Icon>
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content className={styles.list} position="popper" sideOffset={4} collisionPadding={8}>
            <Radix.Viewport>
              {options.map((option) => (
                <Radix.Item key={option.value} value={option.value} className={styles.option}>
                  <Radix.ItemText>{option.label}</Radix.ItemText>
                  <Radix.ItemIndicator className={styles.icon}>
                    <Check />
                  </Radix.ItemIndicator>
                </Radix.Item>
              ))}
            </Radix.Viewport>
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    )}
  </Field>
)
