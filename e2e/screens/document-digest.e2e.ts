import { join } from 'node:path'
import { checkDigest } from '../digest/check-digest'
import { complaintsOf } from '../support/complaints'
import { expectLive } from '../support/link-words'
import { expect, runFolder, test } from '../support/screens-test'

/** The sample that a new data folder starts with, from one click to its report. */

test('document-digest runs from the list, goes on when the page is loaded anew, its report is right, and the page breaks none of the rules it lives under', async ({ screens }) => {
  const { page } = screens
  const complaints = complaintsOf(page)
  await page
    .getByRole('link', { name: /^Pipelines/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Run document-digest' }).click()
  await expect(page.getByRole('heading', { name: /Run SBX-\d/ })).toBeVisible()

  const address = page.url()
  await page.reload()
  await expectLive(page)
  expect(page.url()).toBe(address)

  await expect(page.getByText(/^Succeeded/).first()).toBeVisible({ timeout: 45_000 })
  const folder = runFolder(screens)
  checkDigest(join(folder, 'index.json'), join(folder, 'report.md'))

  await page.getByRole('tab', { name: 'Files' }).click()
  await page.getByText('report.md').first().click()
  await expect(page.getByRole('heading', { name: 'Document digest' })).toBeVisible()
  expect(complaints).toEqual([])
})
