import { mappingAround, readLine, type YamlLine } from './yaml-lines'

/** Where the cursor is in a file that may be half written. */
export interface YamlPlace {
  /** Keys from the root down, `[]` for an item of a list: `steps`, `[]`, `with`. */
  readonly path: readonly string[]
  /** key: a name is being typed. value: what stands after `key:`, or an item of a list. expression: inside `${{ }}` or a bare one. */
  readonly kind: 'key' | 'value' | 'expression'
  /** What is typed so far, and the offset where it starts. */
  readonly prefix: string
  readonly from: number
  /** Scalar values beside the cursor, by key. */
  readonly siblings: ReadonlyMap<string, string>
  /** Scalar values of the step around the cursor, by key; empty outside steps. */
  readonly step: ReadonlyMap<string, string>
}

/** Keys whose whole value is an expression. */
const BARE_EXPRESSIONS = new Set(['if', 'over', 'from'])

/** Works from indentation alone, because the text is rarely valid YAML while it is being typed. Null in block texts and comments. */
export function placeAt(text: string, at: number): YamlPlace | null {
  const before = text.slice(0, at).split('\n')
  const index = before.length - 1
  const typed = before[index] ?? ''
  if (/(^|\s)#/.test(typed)) return null
  const lines = text.split('\n').map((line, i) => readLine(i === index ? typed : line))
  const line = lines[index]
  if (line === undefined) return null
  const column = line.key?.column ?? typed.length - line.value.length
  const trail = pathTo(lines, index, column)
  const shared = { siblings: mappingAround(lines, index, column), step: stepAround(lines, trail, index, column) }
  const path = trail.map(({ name }) => name)

  const inside = /\$\{\{((?!\}\}).)*$/.test(typed)
  if (inside || (line.key !== null && BARE_EXPRESSIONS.has(line.key.name))) {
    const prefix = /[\w.]*$/.exec(typed)?.[0] ?? ''
    return { path, kind: 'expression', prefix, from: at - prefix.length, ...shared }
  }
  if (inBlockText(lines, trail, index, column)) return null
  if (line.key !== null) {
    const prefix = /[^\s[,"']*$/.exec(line.value)?.[0] ?? ''
    const inList = /\[[^\]]*$/.test(line.value)
    return { path: [...path, line.key.name, ...(inList ? ['[]'] : [])], kind: 'value', prefix, from: at - prefix.length, ...shared }
  }
  if (/\s/.test(line.value)) return null
  return { path, kind: 'key', prefix: line.value, from: at - line.value.length, ...shared }
}

interface Ancestor {
  readonly name: string
  readonly line: number
  readonly column: number
}

/** What encloses a column of a line, from the root down. */
function pathTo(lines: readonly YamlLine[], index: number, column: number): readonly Ancestor[] {
  const path: Ancestor[] = []
  let limit = column
  for (let i = index; i >= 0 && limit >= 0; i -= 1) {
    const line = lines[i]
    if (line === undefined || line.start === null) continue
    // A list may stand in the column of its own key.
    const keyFits =
      line.key !== null &&
      i !== index &&
      line.value.replace(/#.*/, '').trim().length <= 2 &&
      (line.key.column < limit || (line.key.column === limit && path[0]?.name === '[]'))
    if (keyFits && line.key !== null) {
      path.unshift({ name: line.key.name, line: i, column: line.key.column })
      limit = line.key.column
    }
    for (const dash of line.dashes.toReversed()) {
      if (dash >= limit) continue
      path.unshift({ name: '[]', line: i, column: dash })
      limit = dash
    }
    if (limit === 0 && path[0]?.name !== '[]') break
  }
  return path
}

function stepAround(lines: readonly YamlLine[], trail: readonly Ancestor[], index: number, column: number): ReadonlyMap<string, string> {
  const list = trail.findIndex(({ name }, i) => (name === 'steps' || name === 'on_failure') && trail[i + 1]?.name === '[]')
  if (list === -1) return new Map()
  const inner = trail[list + 2]
  return inner === undefined ? mappingAround(lines, index, column) : mappingAround(lines, inner.line, inner.column)
}

/** The text of a `key: |` is nobody's business. */
function inBlockText(lines: readonly YamlLine[], trail: readonly Ancestor[], index: number, column: number): boolean {
  const parent = trail.at(-1)
  if (parent === undefined || parent.line === index || parent.name === '[]' || column <= parent.column) return false
  return /^[|>]/.test(lines[parent.line]?.value ?? '')
}
