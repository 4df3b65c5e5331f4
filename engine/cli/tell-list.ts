import { jsonLine } from './show/json-line'
import { table, type Column } from './show/table'
import type { Terminal } from './terminal'

interface List<Row> {
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  /** Said when there are none. */
  readonly nothing: string
}

/** Rows as a table; for scripts, as a JSON object a line. */
export function tellList<Row>(terminal: Terminal, { rows, columns, nothing }: List<Row>, json: true | undefined): void {
  if (json) for (const row of rows) terminal.line(jsonLine(row))
  else if (rows.length === 0) terminal.note(nothing)
  else for (const line of table(columns, rows)) terminal.line(line)
}
