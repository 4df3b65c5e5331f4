import { RemovalDialog } from '../../components/removal-dialog'
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
    <RemovalDialog what={what} busy={command.busy} off={command.off} failure={command.failure} onClose={onClose} onRemove={() => void go()}>
      {meaning}
    </RemovalDialog>
  )
}
