import type { Locator, Page } from '@playwright/test'

interface ShownLine {
  readonly row: number
  readonly seq: number
  readonly text: string
}

const logOf = (page: Page): Locator => page.getByRole('grid', { name: 'Log of the run' })

/** How many lines the log of the open run has by now. */
export const shownLines = async (page: Page): Promise<number> => ((await logOf(page).count()) === 0 ? 0 : rowCount(logOf(page)))

/** Every line that the log of the open run shows, read from its first row to its last: only what is in view exists. */
export async function readShownLog(page: Page): Promise<ShownLine[]> {
  const grid = logOf(page)
  const shown = new Map<number, ShownLine>()
  await grid.evaluate((element) => element.scrollTo({ top: 0 }))
  for (let total = await rowCount(grid); shown.size < total; total = await rowCount(grid)) {
    const before = shown.size
    for (const line of await linesInView(grid)) shown.set(line.row, line)
    // When all of a view is known, the next comes; a view that is still being drawn is read again.
    if (shown.size === before) await grid.evaluate((element) => element.scrollBy({ top: element.clientHeight / 2 }))
    await grid.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  }
  return [...shown.values()].toSorted((a, b) => a.row - b.row)
}

const rowCount = async (grid: Locator): Promise<number> => Number(await grid.getAttribute('aria-rowcount'))

const linesInView = (grid: Locator): Promise<ShownLine[]> =>
  grid.getByRole('row').evaluateAll((rows) =>
    rows
      .filter((row) => row.getAttribute('aria-busy') === null)
      .map((row) => ({
        row: Number(row.getAttribute('aria-rowindex')),
        // The end of the row's own name is the line's number.
        seq: Number(row.id.slice(row.id.lastIndexOf('-') + 1)),
        text: [...row.querySelectorAll('[role=gridcell]')].at(-1)?.textContent ?? '',
      })),
  )
