import { ContextMenu as Radix } from 'radix-ui'
import styles from './menu.module.css'

interface ContextMenuProps {
  /** What is pressed with the second button, or by the menu key. */
  readonly children: React.ReactElement
  readonly items: React.ReactNode
}

/** Commands for the thing under the pointer. Never the only way to them. */
export const ContextMenu = ({ children, items }: ContextMenuProps) => (
  <Radix.Root modal={false}>
    <Radix.Trigger asChild>{children}</Radix.Trigger>
    <Radix.Portal>
      <Radix.Content className={styles.menu} collisionPadding={8}>
        {items}
      </Radix.Content>
    </Radix.Portal>
  </Radix.Root>
)

export const ContextMenuItem = ({ onSelect, icon, children }: { readonly onSelect: () => void; readonly icon?: React.ReactNode; readonly children: React.ReactNode }) => (
  <Radix.Item className={styles.item} onSelect={onSelect}>
    {icon !== undefined && <span className={styles.icon}>{icon}</span>}
    <span className={styles.words}>{children}</span>
  </Radix.Item>
)
