import { useState } from 'react'
import type { ModelEntry, ModelTest } from '../../../engine/contract/model'
import { useCommand } from '../../engine/use-command'

export interface ModelTesting {
  readonly run: (model: ModelEntry) => Promise<void>
  readonly busy: boolean
  /** What the last try came to. */
  readonly came: ModelTest | null
  readonly forget: () => void
}

/** Asks a model for a word. That it could not even be asked counts as an answer. */
export function useModelTest(): ModelTesting {
  const [came, setCame] = useState<ModelTest | null>(null)
  const command = useCommand((client, model: ModelEntry, signal) => client.models.test({ model }, { signal }))
  return {
    run: async (model) => {
      setCame(null)
      const result = await command.run(model)
      if (result.ok) setCame(result.value)
      else setCame({ ok: false, error: { code: 'unexpected', message: result.failure.message } })
    },
    busy: command.busy,
    came,
    forget: () => setCame(null),
  }
}
