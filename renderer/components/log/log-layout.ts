/** Height of a closed line (px). */
export const LINE_HEIGHT = 20

/** An opened line, and how much higher than a closed one it is. */
export interface OpenLine {
  readonly row: number
  readonly extra: number
}

/** Lines are all alike but for the few that were opened: places follow from arithmetic, at any length of the log. */
export const heightOf = (rows: number, open: readonly OpenLine[]): number => rows * LINE_HEIGHT + open.reduce((sum, { extra }) => sum + extra, 0)

export const topOf = (row: number, open: readonly OpenLine[]): number =>
  row * LINE_HEIGHT + open.reduce((sum, line) => (line.row < row ? sum + line.extra : sum), 0)

/** The row at a height. `open` is in order of rows. */
export function rowAtHeight(height: number, open: readonly OpenLine[]): number {
  let shift = 0
  for (const { row, extra } of open) {
    const top = row * LINE_HEIGHT + shift
    if (height < top + LINE_HEIGHT) break
    if (height < top + LINE_HEIGHT + extra) return row
    shift += extra
  }
  return Math.max(0, Math.floor((height - shift) / LINE_HEIGHT))
}

/** First and last row that can be seen, with some on either side for quick scrolling. */
export function rowsInView(
  scrollTop: number,
  viewHeight: number,
  rows: number,
  open: readonly OpenLine[],
  spare: number,
): { readonly first: number; readonly last: number } {
  return {
    first: Math.max(0, rowAtHeight(scrollTop, open) - spare),
    last: Math.min(rows - 1, rowAtHeight(scrollTop + viewHeight, open) + spare),
  }
}
