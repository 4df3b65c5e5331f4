import { expect, type Locator, type Page } from '@playwright/test'

export const inspectorOf = (page: Page): Locator => page.getByRole('complementary', { name: 'Inspector' })

/** The log that stands below the run. */
export const logOf = (page: Page): Locator => page.getByRole('grid', { name: 'Log of the run' })

/** Opens a run, and of it a step, as by a press on its card. */
export async function openStep(page: Page, run: string, step: string): Promise<void> {
  await page.evaluate((address) => (location.hash = address), `/runs/${run}`)
  await expect(page.getByRole('heading', { name: `Run ${run}` })).toBeVisible()
  await page.locator(`[data-step=${step}]`).click()
  await expect(inspectorOf(page).getByRole('heading', { name: step, exact: true, level: 2 })).toBeVisible()
}

export const openTab = (page: Page, name: string | RegExp): Promise<void> => inspectorOf(page).getByRole('tab', { name }).click()

/** The tries at the step that is open, the newest first. */
export async function shownAttempts(page: Page): Promise<Locator> {
  await openTab(page, /^Attempts/)
  return inspectorOf(page).getByRole('listitem')
}
