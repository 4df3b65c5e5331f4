import type { LogEntry } from '../ports/records'

const MAX_CHUNK_LINES = 1000
/** Characters of text: many chunks are read at once, and each whole. */
const MAX_CHUNK_TEXT = 256 * 1024

/** Lines as they are kept together: in their order, none left out, each chunk within its limits but for a single line that is longer. */
export function* logChunks(entries: readonly LogEntry[]): Generator<readonly LogEntry[]> {
  let start = 0
  let characters = 0
  for (const [index, { text }] of entries.entries()) {
    if (index > start && (index - start === MAX_CHUNK_LINES || characters + text.length > MAX_CHUNK_TEXT)) {
      yield entries.slice(start, index)
      start = index
      characters = 0
    }
    characters += text.length
  }
  if (start < entries.length) yield entries.slice(start)
}
