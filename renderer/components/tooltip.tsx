import { Tooltip as Radix } from 'radix-ui'
import { Kbd } from './kbd'
import styles from './tooltip.module.css'

interface TooltipProps {
  readonly text: React.ReactNode
  readonly keys?: string
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
  /** One element that takes a ref and can be focused or hovered. */
  readonly children: React.ReactElement
}

/** A hint on hover and focus. Never the only place where something is said. Needs `TooltipProvider` above it. */
export const Tooltip = ({ text, keys, side = 'bottom', children }: TooltipProps) => (
  <Radix.Root>
    <Radix.Trigger asChild>{children}</Radix.Trigger>
    <Radix.Portal>
      <Radix.Content className={styles.tip} side={side} sideOffset={6} collisionPadding={8}>
        {text}
        {keys !== undefined && <Kbd keys={keys} />}
      </Radix.Content>
    </Radix.Portal>
  </Radix.Root>
)

/** Once, around the page. */
export const TooltipProvider = ({ children }: { readonly children: React.ReactNode }) => <Radix.Provider delayDuration={350}>{children}</Radix.Provider>
