import { Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/button'
import { EntryList } from '../../components/entry-list'
import { NotRead } from '../../components/not-read'
import type { ModelEntry } from '../../../engine/contract/model'
import { useCommandsOff } from '../../engine/engine-provider'
import { useQuery } from '../../engine/use-query'
import { useFocusKept } from '../../lib/use-focus-kept'
import { ModelDialog, type ModelDialogStart } from './model-dialog'
import { ModelRow } from './model-row'
import { PresetChoice } from './preset-choice'
import { PRESETS } from './providers'
import { listModels, listSecrets } from './queries'
import { RemoveDialog } from './remove-dialog'
import styles from './section.module.css'

/** The roster: what pipelines call `model: <name>`. */
export function ModelsSection() {
  const models = useQuery(listModels, 'all', { refreshOn: (hint) => hint.type === 'settings.changed' })
  const secrets = useQuery(listSecrets, 'all', { refreshOn: (hint) => hint.type === 'settings.changed' })
  const [editing, setEditing] = useState<ModelDialogStart | null>(null)
  const [removing, setRemoving] = useState<ModelEntry | null>(null)
  const off = useCommandsOff()
  const roster = models.data?.models
  const known = secrets.data?.secrets
  useFocusKept(roster?.length)
  if (roster === undefined || known === undefined) {
    const refresh = () => {
      models.refresh()
      secrets.refresh()
    }
    return <NotRead look="inline" what="the models" error={models.error ?? secrets.error} onAgain={refresh} />
  }
  const [firstPreset] = PRESETS
  const dialog = editing !== null && (
    <ModelDialog
      start={editing}
      models={roster.map(({ name }) => name)}
      secrets={known.map(({ name }) => name)}
      onClose={() => setEditing(null)}
      onSaved={() => {
        setEditing(null)
        models.refresh()
      }}
      onSecretSaved={secrets.refresh}
    />
  )
  if (roster.length === 0) {
    return (
      <>
        <PresetChoice off={off} onChoose={(preset) => setEditing({ preset })} />
        {dialog}
      </>
    )
  }
  return (
    <>
      <div className={styles.bar}>
        <p>
          A step names one of them: <code className={styles.code}>model: {roster[0]?.name}</code>. Change what is behind a name here, and every pipeline
          follows.
        </p>
        <Button
          look="main"
          icon={<Plus />}
          disabledReason={off}
          onClick={() => firstPreset !== undefined && setEditing({ preset: { ...firstPreset, name: '' } })}
        >
          Add a model
        </Button>
      </div>
      <EntryList label="Models">
        {roster.map((model) => (
          <ModelRow key={model.name} model={model} off={off} onEdit={() => setEditing({ entry: model })} onRemove={() => setRemoving(model)} />
        ))}
      </EntryList>
      {dialog}
      {removing !== null && (
        <RemoveDialog
          what={`the model ${removing.name}`}
          meaning="Runs that name it fail from then on. Its key stays among the secrets."
          remove={(client, signal) => client.models.remove({ name: removing.name }, { signal })}
          onClose={() => setRemoving(null)}
          onRemoved={models.refresh}
        />
      )}
    </>
  )
}
