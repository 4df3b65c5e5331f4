import { forwardRef } from 'react'
import { Button, type ButtonProps } from './button'
import { Tooltip } from './tooltip'

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'aria-label'> {
  /** Its name: shown on hover, read aloud. */
  readonly label: string
  /** Shown beside the name on hover: `g p`. */
  readonly keys?: string
}

/** A button that is only an icon; the label is its tooltip. */
export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton({ label, keys, look = 'quiet', ...rest }, ref) {
  const button = <Button {...rest} ref={ref} look={look} aria-label={label} />
  if (rest.disabledReason !== undefined) return button
  return (
    <Tooltip text={label} {...(keys === undefined ? {} : { keys })}>
      {button}
    </Tooltip>
  )
})
