import { RadioGroup } from 'radix-ui'
import styles from './radio-cards.module.css'

export interface RadioCard<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly picture: React.ReactNode
}

interface RadioCardsProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly options: readonly RadioCard<Value>[]
}

/** One of a few, each with a picture of what it means. */
export function RadioCards<Value extends string>({ label, value, onChange, options }: RadioCardsProps<Value>) {
  const choose = (next: string) => {
    const option = options.find((one) => one.value === next)
    if (option !== undefined) onChange(option.value)
  }
  return (
    <RadioGroup.Root aria-label={label} className={styles.cards} value={value} onValueChange={choose}>
      {options.map((option) => (
        <RadioGroup.Item key={option.value} value={option.value} className={styles.card}>
          <span className={styles.picture}>{option.picture}</span>
          <span className={styles.label}>
            <span className={styles.dot} aria-hidden />
            {option.label}
          </span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  )
}
