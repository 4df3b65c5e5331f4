import type { Text } from '@codemirror/state'

/** Offset of a place given by line and column (both from 1); places past the end of a line or the text are drawn in. */
export function offsetOf(doc: Text, line: number, column: number): number {
  const at = doc.line(Math.max(1, Math.min(line, doc.lines)))
  return Math.min(at.from + Math.max(0, column - 1), at.to)
}

export interface PlacedProblem {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/** The problem's range as offsets; at least one character wide where the line has one, so that it can be seen. */
export function rangeOf(doc: Text, { line, column, endLine, endColumn }: PlacedProblem): { readonly from: number; readonly to: number } {
  const from = offsetOf(doc, line, column)
  const to = Math.max(from, offsetOf(doc, endLine, endColumn))
  if (to > from) return { from, to }
  const at = doc.lineAt(from)
  return from < at.to ? { from, to: from + 1 } : { from: Math.max(at.from, from - 1), to: from }
}
