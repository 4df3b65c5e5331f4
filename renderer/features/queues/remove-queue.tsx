import { RemovalDialog } from '../../components/removal-dialog'
import { useCommand } from '../../engine/use-command'

/** Asks before a queue goes. */
export function RemoveQueue({ name, onClose, onRemoved }: { readonly name: string; readonly onClose: () => void; readonly onRemoved: () => void }) {
  const command = useCommand((client, queue: string, signal) => client.queues.remove({ name: queue }, { signal }))
  const remove = async () => {
    const { ok } = await command.run(name)
    if (!ok) return
    onRemoved()
    onClose()
  }
  return (
    <RemovalDialog what={`the queue ${name}`} busy={command.busy} off={command.off} failure={command.failure} onClose={onClose} onRemove={() => void remove()}>
      Files that name it are refused from then on. Older versions of pipelines that name it run in the queue default.
    </RemovalDialog>
  )
}
