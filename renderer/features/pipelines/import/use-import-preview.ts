import type { ImportFormat, ImportPreview } from '../../../../engine/contract/import'
import { useQuery } from '../../../engine/use-query'
import type { CallFailure } from '../../../engine/call-failure'
import { previewImport } from '../queries'
import { useSettled } from '../use-validation'
import { tooLong } from './read-source-file'

export interface LiveImport {
  /** What the source becomes; of the source as it was, while the newest letters are looked at. */
  readonly preview: ImportPreview | null
  readonly error: CallFailure | null
  /** What is shown is not about the newest letters yet. */
  readonly working: boolean
  readonly refresh: () => void
}

const AFTER_TYPING_MS = 300

/** What the engine makes of the source, a moment after the last key. Nothing is stored. */
export function useImportPreview(text: string, format: ImportFormat | null): LiveImport {
  const settled = useSettled(text, AFTER_TYPING_MS)
  const long = tooLong(settled.length)
  const nothing = settled.trim() === '' || long !== null
  const { data, error, refresh } = useQuery(previewImport, nothing ? null : { text: settled, format }, { keepPrevious: true })
  if (long !== null) return { preview: null, error: { code: 'file_too_large', message: `The text is too long. ${long}` }, working: false, refresh }
  if (nothing) return { preview: null, error: null, working: settled !== text, refresh }
  return {
    preview: error === undefined ? (data ?? null) : null,
    error: error ?? null,
    working: settled !== text || (data === undefined && error === undefined),
    refresh,
  }
}
