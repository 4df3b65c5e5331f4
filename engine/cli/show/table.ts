export interface Column<Row> {
  readonly title: string
  cell(row: Row): string
  /** Of the finished cell; adds no characters that are seen. */
  colour?(cell: string, row: Row): string
}

const GAP = '  '

/** Rows under their titles, each column as wide as its longest cell. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly string[] {
  const laidOut = columns.map((column) => {
    const cells = rows.map((row) => column.cell(row))
    const width = Math.max(...[column.title, ...cells].map(lengthOf))
    const shown = cells.map((cell) => cell + ' '.repeat(width - lengthOf(cell)))
    return [
      column.title + ' '.repeat(width - lengthOf(column.title)),
      ...rows.map((row, index) => column.colour?.(shown[index] ?? '', row) ?? shown[index] ?? ''),
    ]
  })
  return Array.from({ length: rows.length + 1 }, (_, line) =>
    laidOut
      .map((cells) => cells[line] ?? '')
      .join(GAP)
      .trimEnd(),
  )
}

const lengthOf = (text: string): number => [...text].length
