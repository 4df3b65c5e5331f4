import { expect, type Page } from '@playwright/test'

/** Writes a new pipeline in the editor and stores it, as a person does. */
export async function writePipeline(page: Page, text: string): Promise<void> {
  await page.evaluate(() => (location.hash = '/pipelines/new'))
  await page.getByRole('main').getByRole('listitem').getByRole('button').first().click()
  await page.getByRole('textbox', { name: /^Pipeline file/ }).click()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.insertText(text)
  const name = /^name: (\S+)/m.exec(text)?.[1] ?? ''
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Run', exact: true }).first()).toBeEnabled()
}

/** Starts a run of the pipeline that is open, which asks for nothing, and waits for its page. */
export async function runPipeline(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).first().click()
  await page.getByRole('button', { name: 'Start the run' }).click()
  await expect(page.getByRole('heading', { name: /Run SBX-\d/ })).toBeVisible()
}
