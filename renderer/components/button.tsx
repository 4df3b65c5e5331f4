import { forwardRef } from 'react'
import { cx } from '../lib/class-names'
import styles from './button.module.css'
import { Tooltip } from './tooltip'

export interface ButtonProps extends Omit<React.ComponentPropsWithoutRef<'button'>, 'disabled'> {
  /** main: the one thing this screen is for. danger: cannot be undone. */
  readonly look?: 'normal' | 'main' | 'quiet' | 'danger'
  readonly size?: 'normal' | 'small'
  readonly icon?: React.ReactNode
  readonly disabled?: boolean
  /** Why it cannot be pressed now; disables it, and tells on hover and focus. */
  readonly disabledReason?: string | undefined
  /** At work: keeps its place and its focus, takes no second press. */
  readonly busy?: boolean
}

/** A push button. Disabled ones stay reachable by keyboard, so that the reason can be read. */
export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  { look = 'normal', size = 'normal', icon, disabled = false, disabledReason, busy = false, className, onClick, children, type = 'button', ...rest },
  ref,
) {
  const off = disabled || busy || disabledReason !== undefined
  const button = (
    <button
      {...rest}
      ref={ref}
      type={off && type === 'submit' ? 'button' : type}
      aria-disabled={off || undefined}
      aria-busy={busy || undefined}
      className={cx(styles.button, styles[look], size === 'small' && styles.small, icon !== undefined && children === undefined && styles.square, className)}
      onClick={off ? undefined : onClick}
    >
      {busy ? <span className={styles.spinner} aria-hidden /> : icon}
      {children}
    </button>
  )
  return disabledReason === undefined ? button : <Tooltip text={disabledReason}>{button}</Tooltip>
})
