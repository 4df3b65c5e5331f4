import { Check } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import { cx } from '../lib/class-names'
import { Kbd } from './kbd'
import styles from './menu.module.css'

interface MenuProps {
  /** The button that opens it. */
  readonly trigger: React.ReactElement
  readonly align?: 'start' | 'end'
  readonly children: React.ReactNode
}

/** A drop-down of commands. */
export const Menu = ({ trigger, align = 'end', children }: MenuProps) => (
  <Radix.Root modal={false}>
    <Radix.Trigger asChild>{trigger}</Radix.Trigger>
    <Radix.Portal>
      <Radix.Content className={styles.menu} align={align} sideOffset={5} collisionPadding={8}>
        {children}
      </Radix.Content>
    </Radix.Portal>
  </Radix.Root>
)

interface MenuItemProps {
  readonly onSelect: () => void
  readonly icon?: React.ReactNode
  readonly keys?: string
  /** Small text at the right. */
  readonly note?: React.ReactNode
  readonly danger?: boolean
  readonly disabledReason?: string | undefined
  readonly children: React.ReactNode
}

export const MenuItem = ({ onSelect, icon, keys, note, danger = false, disabledReason, children }: MenuItemProps) => (
  <Radix.Item className={cx(styles.item, danger && styles.danger)} disabled={disabledReason !== undefined} onSelect={onSelect}>
    {icon !== undefined && <span className={styles.icon}>{icon}</span>}
    <span className={styles.words}>
      {children}
      {disabledReason !== undefined && <small className={styles.why}>{disabledReason}</small>}
    </span>
    {note !== undefined && <span className={styles.note}>{note}</span>}
    {keys !== undefined && <Kbd keys={keys} />}
  </Radix.Item>
)

interface MenuChoiceProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly options: readonly { readonly value: string; readonly label: React.ReactNode; readonly note?: React.ReactNode }[]
}

/** One of several, with a tick at the current one. */
export const MenuChoice = ({ value, onChange, options }: MenuChoiceProps) => (
  <Radix.RadioGroup value={value} onValueChange={onChange}>
    {options.map((option) => (
      <Radix.RadioItem key={option.value} value={option.value} className={styles.item}>
        <span className={styles.icon}>
          <Radix.ItemIndicator>
            <Check />
          </Radix.ItemIndicator>
        </span>
        <span className={styles.words}>{option.label}</span>
        {option.note !== undefined && <span className={styles.note}>{option.note}</span>}
      </Radix.RadioItem>
    ))}
  </Radix.RadioGroup>
)

export const MenuHeading = ({ children }: { readonly children: React.ReactNode }) => <Radix.Label className={styles.heading}>{children}</Radix.Label>

export const MenuSeparator = () => <Radix.Separator className={styles.separator} />
