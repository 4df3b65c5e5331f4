import { Tabs as Radix } from 'radix-ui'
import { cx } from '../lib/class-names'
import styles from './tabs.module.css'

export interface Tab<Id extends string> {
  readonly id: Id
  readonly label: React.ReactNode
  /** A small number beside the label. */
  readonly count?: number | undefined
  readonly content: React.ReactNode
}

interface TabsProps<Id extends string> {
  readonly tabs: readonly Tab<Id>[]
  readonly value: Id
  readonly onChange: (id: Id) => void
  /** What the row of tabs is, for screen readers. */
  readonly label: string
  readonly className?: string
}

/** A row of tabs and the chosen one's content, which fills what is left and scrolls by itself. */
export function Tabs<Id extends string>({ tabs, value, onChange, label, className }: TabsProps<Id>) {
  const choose = (id: string) => {
    const tab = tabs.find((candidate) => candidate.id === id)
    if (tab !== undefined) onChange(tab.id)
  }
  return (
    <Radix.Root value={value} onValueChange={choose} className={cx(styles.tabs, className)}>
      <Radix.List className={styles.list} aria-label={label}>
        {tabs.map((tab) => (
          <Radix.Trigger key={tab.id} value={tab.id} className={styles.tab}>
            {tab.label}
            {tab.count !== undefined && <span className={styles.count}>{tab.count}</span>}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.id} value={tab.id} className={styles.content}>
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}
