import { ToggleGroup } from 'radix-ui'
import styles from './segments.module.css'

interface SegmentsProps<Value extends string> {
  /** What is chosen, for screen readers: "Period". */
  readonly label: string
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly options: readonly { readonly value: Value; readonly label: React.ReactNode }[]
}

/** One of a few, all in sight. */
export const Segments = <Value extends string>({ label, value, onChange, options }: SegmentsProps<Value>) => (
  <ToggleGroup.Root
    type="single"
    aria-label={label}
    className={styles.group}
    value={value}
    onValueChange={(next) => {
      const chosen = options.find((option) => option.value === next)
      if (chosen !== undefined) onChange(chosen.value)
    }}
  >
    {options.map((option) => (
      <ToggleGroup.Item key={option.value} value={option.value} className={styles.option}>
        {option.label}
      </ToggleGroup.Item>
    ))}
  </ToggleGroup.Root>
)
