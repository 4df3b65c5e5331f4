import { useState } from 'react'
import type { SavedPipeline } from '../../../engine/contract/pipeline'
import type { CallFailure } from '../../engine/call-failure'
import { toast } from '../../components/toast'
import { useCommand } from '../../engine/use-command'
import type { Draft } from './draft'

export interface Saving {
  /** What was stored; null when it was refused. */
  readonly save: (draft: Draft) => Promise<SavedPipeline | null>
  /** Saves what was refused, whatever the newest version is. */
  readonly saveAnyway: () => Promise<void>
  readonly busy: boolean
  /** Why it cannot be done now. */
  readonly off: string | undefined
  /** Somebody saved since the draft's version. */
  readonly conflict: { readonly draft: Draft; readonly failure: CallFailure } | null
  readonly leaveConflict: () => void
}

/** Stores a draft as a new version; refusals are told, nothing is lost. */
export function useSave(onSaved: (saved: SavedPipeline) => void): Saving {
  const [conflict, setConflict] = useState<Saving['conflict']>(null)
  const command = useCommand(
    (client, { text, folder, basedOn }: { readonly text: string; readonly folder?: string | undefined; readonly basedOn?: number | undefined }, signal) =>
      client.pipelines.save({ text, ...(folder === undefined ? {} : { folder }), ...(basedOn === undefined ? {} : { basedOnVersion: basedOn }) }, { signal }),
  )

  const send = async (draft: Draft, onTop: boolean): Promise<SavedPipeline | null> => {
    const result = await command.run({ text: draft.text, folder: draft.folder, basedOn: onTop ? undefined : draft.basedOn })
    if (result.ok) {
      setConflict(null)
      toast.success(result.value.changed ? `Saved ${result.value.name} as version ${result.value.version}` : 'Nothing had changed')
      onSaved(result.value)
      return result.value
    }
    if (result.failure.code === 'pipeline_conflict' && !onTop) setConflict({ draft, failure: result.failure })
    else toast.error("Couldn't save the pipeline", { description: result.failure.message })
    return null
  }
  return {
    save: (draft) => send(draft, false),
    saveAnyway: async () => {
      if (conflict !== null) await send(conflict.draft, true)
    },
    busy: command.busy,
    off: command.off,
    conflict,
    leaveConflict: () => setConflict(null),
  }
}
