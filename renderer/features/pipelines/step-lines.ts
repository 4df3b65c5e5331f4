export interface StepLines {
  readonly id: string
  /** From 1, both inclusive. */
  readonly first: number
  readonly last: number
}

/** Which lines of the file belong to which step: from its first line to the one before something stands as far left again. */
export function stepLines(text: string, steps: readonly { readonly id: string; readonly line: number }[]): readonly StepLines[] {
  const lines = text.split('\n')
  return steps.map(({ id, line }) => {
    const own = indentOf(lines[line - 1]) ?? 0
    let last = line
    for (let next = line + 1; next <= lines.length; next += 1) {
      const indent = indentOf(lines[next - 1])
      if (indent !== null && indent <= own) break
      if (indent !== null) last = next
    }
    return { id, first: line, last }
  })
}

export const stepAtLine = (ranges: readonly StepLines[], line: number): string | null =>
  ranges.find(({ first, last }) => first <= line && line <= last)?.id ?? null

/** Null for blank lines: they end nothing. */
function indentOf(line: string | undefined): number | null {
  if (line === undefined || line.trim() === '') return null
  return line.length - line.trimStart().length
}
