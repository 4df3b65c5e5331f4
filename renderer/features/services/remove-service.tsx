import { RemovalDialog } from '../../components/removal-dialog'
import { useCommand } from '../../engine/use-command'

/** Asks before a service goes. */
export function RemoveService({ name, onClose, onRemoved }: { readonly name: string; readonly onClose: () => void; readonly onRemoved: () => void }) {
  const { run, busy, off, failure } = useCommand((client, service: string, signal) => client.services.remove({ name: service }, { signal }))
  const remove = async () => {
    if (!(await run(name)).ok) return
    onClose()
    onRemoved()
  }
  return (
    <RemovalDialog what={`the service ${name}`} busy={busy} off={off} failure={failure} onClose={onClose} onRemove={() => void remove()}>
      Runs that name it fail from then on. Its key stays among the secrets.
    </RemovalDialog>
  )
}
