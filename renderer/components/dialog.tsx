import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { focusPage } from '../lib/use-focus-kept'
import styles from './dialog.module.css'
import { IconButton } from './icon-button'

interface DialogProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: React.ReactNode
  /** One sentence on what this is about. */
  readonly description?: React.ReactNode
  /** Buttons, the main one last. */
  readonly actions?: React.ReactNode
  /** What came of an action, over the buttons: in view however far the body is scrolled. */
  readonly outcome?: React.ReactNode
  readonly size?: 'small' | 'normal' | 'wide' | 'full'
  /** Makes the dialog's body and actions one form. */
  readonly onSubmit?: () => void
  readonly children?: React.ReactNode
}

/** A modal question. Esc and a press outside close it; focus goes in and comes back. */
export function Dialog({ open, onClose, title, description, actions, outcome, size = 'normal', onSubmit, children }: DialogProps) {
  const Body = onSubmit === undefined ? 'div' : 'form'
  const before = useRef<Element | null>(null)
  // Before anything in the dialog can take it.
  useLayoutEffect(() => {
    if (open) before.current = document.activeElement
  }, [open])
  useInertPage(open)
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.scrim} />
        <Radix.Content
          className={styles.dialog}
          data-size={size}
          onOpenAutoFocus={focusFirstField}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            giveFocusBack(before.current)
          }}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header className={styles.head}>
            <div>
              <Radix.Title className={styles.title}>{title}</Radix.Title>
              {description !== undefined && <Radix.Description className={styles.description}>{description}</Radix.Description>}
            </div>
            <IconButton label="Close" size="small" icon={<X />} onClick={onClose} />
          </header>
          <Body
            className={styles.form}
            {...(onSubmit === undefined
              ? {}
              : {
                  noValidate: true,
                  onSubmit: (event: React.FormEvent) => {
                    event.preventDefault()
                    onSubmit()
                  },
                })}
          >
            {children !== undefined && <div className={styles.body}>{children}</div>}
            {outcome !== undefined && <div className={styles.outcome}>{outcome}</div>}
            {actions !== undefined && <footer className={styles.actions}>{actions}</footer>}
          </Body>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** The first field, else the main button: never the cross, whose hint would hide the title. */
function focusFirstField(event: Event): void {
  if (!(event.target instanceof HTMLElement)) return
  const fields = event.target.querySelectorAll<HTMLElement>('form input, form textarea, form [role=combobox], form [role=checkbox]')
  const buttons = event.target.querySelectorAll<HTMLElement>('footer button')
  const first = fields[0] ?? buttons[buttons.length - 1] ?? event.target
  event.preventDefault()
  first.focus()
}

/** To what had it; to the page when that is gone. */
function giveFocusBack(before: Element | null): void {
  if (before instanceof HTMLElement) before.focus({ preventScroll: true })
  if (before === document.body || document.activeElement !== before) focusPage()
}

/** Dialogs lie beside the page's root: while one is open, nothing of the page can be reached, by any means. */
function useInertPage(open: boolean): void {
  useEffect(() => {
    const page = document.getElementById('root')
    if (!open || page === null) return
    page.inert = true
    return () => {
      page.inert = false
    }
  }, [open])
}
