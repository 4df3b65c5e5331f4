import { toast } from '../../components/toast'
import { desktop } from '../../engine/desktop'
import { keepDraft, NEW_PIPELINE } from './draft'

/** Lets a person choose a file, and makes it the draft of a new pipeline. */
export async function openPipelineFile(then: () => void): Promise<void> {
  try {
    const picked = await desktop()?.pickPipelineFile()
    if (picked == null) return
    keepDraft(NEW_PIPELINE, { text: picked.text, basedOn: 0, folder: picked.folder })
    then()
  } catch (thrown) {
    toast.error("Couldn't open the file", { description: thrown instanceof Error ? thrown.message : String(thrown) })
  }
}
