import { Button } from './button'
import { Dialog } from './dialog'
import { ErrorState, type ShownError } from './error-state'

interface RemovalDialogProps {
  /** "the model fast-chat". */
  readonly what: string
  /** What it means for those who use it. */
  readonly children: React.ReactNode
  readonly busy: boolean
  /** Why it cannot be removed now. */
  readonly off: string | undefined
  readonly failure: ShownError | undefined
  readonly onClose: () => void
  readonly onRemove: () => void
}

/** Asks once: what is removed here is gone. */
export const RemovalDialog = ({ what, children, busy, off, failure, onClose, onRemove }: RemovalDialogProps) => (
  <Dialog
    open
    size="small"
    title={`Remove ${what}?`}
    onClose={onClose}
    actions={
      <>
        <Button onClick={onClose}>Keep it</Button>
        <Button look="danger" busy={busy} disabledReason={off} onClick={onRemove}>
          Remove
        </Button>
      </>
    }
  >
    <p>{children}</p>
    {failure !== undefined && <ErrorState look="inline" title="It was not removed" error={failure} />}
  </Dialog>
)
