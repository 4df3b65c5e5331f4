/** One line of YAML in block style, as far as completion needs it: `  - id: parse`. */
export interface YamlLine {
  /** Columns of its dashes, from 0. */
  readonly dashes: readonly number[]
  readonly key: { readonly name: string; readonly column: number } | null
  /** After the colon, or after the dashes when there is no key. */
  readonly value: string
  /** Column of the first thing on it; null for blank lines and comments. */
  readonly start: number | null
}

const LINE = /^(\s*)((?:-(?:\s+|$))*)(.*)$/
const KEY = /^(?:([A-Za-z_][\w.-]*)|"([^"]*)"|'([^']*)')\s*:(?:\s+|$)(.*)$/

export function readLine(text: string): YamlLine {
  const [, indent = '', dashes = '', rest = ''] = LINE.exec(text) ?? []
  const dashColumns = [...dashes.matchAll(/-/g)].map(({ index }) => indent.length + index)
  const blank = dashColumns.length === 0 && (rest === '' || rest.startsWith('#'))
  const key = KEY.exec(rest)
  const column = indent.length + dashes.length
  if (key === null) return { dashes: dashColumns, key: null, value: rest, start: blank ? null : indent.length }
  return { dashes: dashColumns, key: { name: key[1] ?? key[2] ?? key[3] ?? '', column }, value: key[4] ?? '', start: indent.length }
}

/** The scalar keys of the mapping that has a key or would have one at this line and column, above and below it. */
export function mappingAround(lines: readonly YamlLine[], at: number, column: number): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const take = (line: YamlLine) => {
    if (line.key?.column === column) found.set(line.key.name, line.value)
  }
  for (let i = at; i >= 0; i -= 1) {
    const line = lines[i]
    if (line === undefined || line.start === null) continue
    if (line.start < column) {
      // A dash before the first key opens the mapping; anything else further left is outside it.
      if (line.key?.column === column && line.dashes.length > 0) take(line)
      if (i !== at || line.dashes.length > 0) break
    }
    take(line)
  }
  for (let i = at + 1; i < lines.length; i += 1) {
    const line = lines[i]
    if (line === undefined || line.start === null) continue
    if (line.start < column) break
    take(line)
  }
  return found
}
