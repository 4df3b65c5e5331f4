import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { checkDigest } from '../digest/check-digest'
import { expectLive } from '../support/link-words'
import { expect, runFolder, type Screens, test } from '../support/screens-test'

/** The sample that a new data folder starts with, from one click to its report. */

async function startDigest(page: Page): Promise<void> {
  await page
    .getByRole('link', { name: /^Pipelines/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Run document-digest' }).click()
  await expect(page.getByRole('heading', { name: /Run SBX-\d/ })).toBeVisible()
}

async function expectRightReport(screens: Screens): Promise<void> {
  await expect(screens.page.getByText(/^Succeeded/).first()).toBeVisible({ timeout: 45_000 })
  const folder = runFolder(screens)
  checkDigest(join(folder, 'index.json'), join(folder, 'report.md'))
}

test('document-digest runs from the list, and its report is right', async ({ screens }) => {
  const { page } = screens
  await startDigest(page)
  await expectRightReport(screens)

  await page.getByRole('tab', { name: 'Files' }).click()
  await page.getByText('report.md').first().click()
  await expect(page.getByRole('heading', { name: 'Document digest' })).toBeVisible()
})

test('an engine that is killed in the middle of a run finishes it, and the page shows it to its end', async ({ screens }) => {
  await startDigest(screens.page)
  await screens.crashEngine()
  await screens.startEngineAgain()
  await expectRightReport(screens)
})

test('what was open is there again when the page is loaded anew', async ({ screens }) => {
  const { page } = screens
  await startDigest(page)
  const address = page.url()
  await page.reload()
  await expectLive(page)
  expect(page.url()).toBe(address)
  await expectRightReport(screens)
})
