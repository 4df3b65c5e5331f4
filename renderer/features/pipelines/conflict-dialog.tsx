import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'

interface ConflictDialogProps {
  readonly message: string
  readonly basedOn: number
  readonly onClose: () => void
  readonly onReadNewest: () => void
  readonly onSaveAnyway: () => void
  readonly busy: boolean
}

/** Two people saved: both texts are kept, one of them becomes the newest. */
export const ConflictDialog = ({ message, basedOn, onClose, onReadNewest, onSaveAnyway, busy }: ConflictDialogProps) => (
  <Dialog
    open
    onClose={onClose}
    size="small"
    title={basedOn === 0 ? 'There is a pipeline of this name' : 'Somebody saved before you'}
    description={message}
    actions={
      <>
        <Button look="quiet" onClick={onClose}>
          Go on editing
        </Button>
        <Button onClick={onReadNewest}>{basedOn === 0 ? 'Open that one' : 'Read the newest'}</Button>
        <Button look="main" busy={busy} onClick={onSaveAnyway}>
          Save mine on top
        </Button>
      </>
    }
  />
)
