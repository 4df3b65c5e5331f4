import { Copy, Ellipsis, FolderOpen, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { PipelineDetail } from '../../../engine/contract/pipeline'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { ErrorState } from '../../components/error-state'
import { IconButton } from '../../components/icon-button'
import { Menu, MenuItem, MenuSeparator } from '../../components/menu'
import { toast } from '../../components/toast'
import { desktop } from '../../engine/desktop'
import { useCommand } from '../../engine/use-command'
import { keepDraft, NEW_PIPELINE } from './draft'

/** What else can be done with a pipeline. */
export function PipelineMenu({ pipeline }: { readonly pipeline: PipelineDetail }) {
  const [, navigate] = useLocation()
  const [removing, setRemoving] = useState(false)
  const host = desktop()
  const copy = () => {
    keepDraft(NEW_PIPELINE, { text: pipeline.text.replace(/^name:.*$/m, `name: ${pipeline.name}_copy`), basedOn: 0, folder: pipeline.folder })
    navigate('/pipelines/new')
  }
  return (
    <>
      <Menu trigger={<IconButton label="More" look="normal" icon={<Ellipsis />} />}>
        <MenuItem icon={<Copy />} onSelect={copy}>
          Make a copy
        </MenuItem>
        {host !== undefined && (
          <MenuItem
            icon={<FolderOpen />}
            onSelect={() =>
              void host.showItemInFolder(pipeline.folder).catch((cause: unknown) => toast.error("Couldn't open the folder", { description: String(cause) }))
            }
          >
            Show its folder
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuItem danger icon={<Trash2 />} onSelect={() => setRemoving(true)} disabledReason={pipeline.openRuns > 0 ? 'It has open runs' : undefined}>
          Remove…
        </MenuItem>
      </Menu>
      {removing && <RemoveDialog pipeline={pipeline} onClose={() => setRemoving(false)} />}
    </>
  )
}

function RemoveDialog({ pipeline, onClose }: { readonly pipeline: PipelineDetail; readonly onClose: () => void }) {
  const [, navigate] = useLocation()
  const remove = useCommand((client, pipelineId: string, signal) => client.pipelines.remove({ pipelineId }, { signal }))
  const confirm = async () => {
    const result = await remove.run(pipeline.id)
    if (!result.ok) return
    toast.success(`Removed ${pipeline.name}`)
    navigate('/pipelines')
  }
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={`Remove ${pipeline.name}?`}
      description="It leaves the list and cannot be run any more. Its runs and their history stay."
      actions={
        <>
          <Button look="quiet" onClick={onClose}>
            Keep it
          </Button>
          <Button look="danger" busy={remove.busy} disabledReason={remove.off} onClick={() => void confirm()}>
            Remove
          </Button>
        </>
      }
    >
      {remove.failure !== undefined && <ErrorState look="inline" title="It was not removed" error={remove.failure} />}
    </Dialog>
  )
}
