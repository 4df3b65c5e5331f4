import { MAX_PIPELINE_TEXT } from '../../../../engine/contract/pipeline'
import { desktop } from '../../../engine/desktop'
import { formatCount } from '../../../lib/format-count'

/** What is to be imported, and where it came from. */
export interface ImportedSource {
  readonly text: string
  /** Of the file; null for what was pasted. */
  readonly name: string | null
  /** Where relative paths start, when it is known. */
  readonly folder?: string | undefined
}

export const tooLong = (characters: number): string | null =>
  characters > MAX_PIPELINE_TEXT ? `It has ${formatCount(characters)} characters; ${formatCount(MAX_PIPELINE_TEXT)} are the most.` : null

/** The text of a file that was dropped or chosen in a browser. Throws a sentence. */
export async function readSourceFile(file: File): Promise<ImportedSource> {
  // A character takes four bytes at most, so a file beyond that is not even read.
  if (file.size > MAX_PIPELINE_TEXT * 4) throw new Error(`${file.name} is too large. ${tooLong(file.size) ?? ''}`)
  const bytes = await file.arrayBuffer()
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new Error(`${file.name} is not text in UTF-8.`, { cause })
  }
  const long = tooLong(text.length)
  if (long !== null) throw new Error(`${file.name} is too large. ${long}`)
  return { text, name: file.name }
}

/** By the desktop's own dialog, which also tells the folder; null when nothing was chosen. */
export async function pickSourceFile(): Promise<ImportedSource | null> {
  const picked = await desktop()?.pickPipelineFile()
  return picked == null ? null : { text: picked.text, name: null, folder: picked.folder }
}
