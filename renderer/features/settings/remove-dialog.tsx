import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { ErrorState } from '../../components/error-state'
import type { Attached } from '../../engine/link-store'
import { useCommand } from '../../engine/use-command'

interface RemoveDialogProps {
  /** "the model fast-chat". */
  readonly what: string
  /** What it means for those who use it. */
  readonly meaning: string
  readonly remove: (client: Attached['client'], signal: AbortSignal) => Promise<unknown>
  readonly onClose: () => void
  readonly onRemoved: () => void
}

/** Asks once: what is removed here is gone. */
export function RemoveDialog({ what, meaning, remove, onClose, onRemoved }: RemoveDialogProps) {
  const command = useCommand((client, _: null, signal) => remove(client, signal))
  const go = async () => {
    const result = await command.run(null)
    if (!result.ok) return
    onRemoved()
    onClose()
  }
  return (
    <Dialog
      open
      size="small"
      title={`Remove ${what}?`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" busy={command.busy} disabledReason={command.off} onClick={() => void go()}>
            Remove
          </Button>
        </>
      }
    >
      <p>{meaning}</p>
      {command.failure !== undefined && <ErrorState look="inline" title="It was not removed" error={command.failure} />}
    </Dialog>
  )
}
