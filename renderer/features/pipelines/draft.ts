import { useCallback, useState } from 'react'

/** Unsaved text. It outlives the page and the window, until it is saved or discarded. */
export interface Draft {
  readonly text: string
  /** The version it was made from; 0 for a new pipeline. */
  readonly basedOn: number
  /** Where relative paths start, when the text came from a file elsewhere. */
  readonly folder?: string | undefined
}

/** Instead of a pipeline's id. */
export const NEW_PIPELINE = 'new'

const keyOf = (pipelineId: string) => `signalbox.draft.${pipelineId}`

export function readDraft(pipelineId: string): Draft | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf(pipelineId)) ?? 'null')
    return isDraft(stored) ? stored : null
  } catch {
    // Something else lies there: there is no draft.
    return null
  }
}

export function keepDraft(pipelineId: string, draft: Draft | null): void {
  try {
    if (draft === null) localStorage.removeItem(keyOf(pipelineId))
    else localStorage.setItem(keyOf(pipelineId), JSON.stringify(draft))
  } catch (cause) {
    console.warn('The unsaved text is kept only as long as this page is open.', cause)
  }
}

export function useDraft(pipelineId: string): readonly [Draft | null, (draft: Draft | null) => void] {
  const [draft, setDraft] = useState(() => readDraft(pipelineId))
  const change = useCallback(
    (next: Draft | null) => {
      setDraft(next)
      keepDraft(pipelineId, next)
    },
    [pipelineId],
  )
  return [draft, change]
}

const isDraft = (value: unknown): value is Draft =>
  typeof value === 'object' &&
  value !== null &&
  'text' in value &&
  typeof value.text === 'string' &&
  'basedOn' in value &&
  typeof value.basedOn === 'number' &&
  (!('folder' in value) || typeof value.folder === 'string')
