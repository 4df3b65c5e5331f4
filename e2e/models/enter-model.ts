import { expect, type Page } from '@playwright/test'
import { KEY, PRICE } from './models-test'

/** Keeps the server's key as a secret of this name, by way of the settings. */
export async function enterSecret(page: Page, name: string): Promise<void> {
  await openSettings(page, 'Secrets')
  await page.getByRole('button', { name: 'Add a secret' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a secret' })
  // The first field has the focus.
  await page.keyboard.type(name)
  await page.keyboard.press('Tab')
  await page.keyboard.type(KEY)
  await expect(dialog.getByLabel('Value', { exact: true })).toHaveValue(KEY)
  await dialog.getByRole('button', { name: 'Keep it' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('list', { name: 'Secrets' })).toContainText(name)
  await expect(page.getByText(KEY)).toHaveCount(0)
}

/** Describes a model of the server in the settings; the dialog stays open. */
export async function describeModel(page: Page, { name, address, secret }: { readonly name: string; readonly address: string; readonly secret: string }) {
  await openSettings(page, 'Models')
  await page.getByRole('button', { name: /^OpenAI\b/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a model' })
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
  await dialog.getByRole('textbox', { name: 'Model', exact: true }).fill(name)
  await dialog.getByRole('textbox', { name: 'Address' }).fill(address)
  await dialog.getByRole('combobox', { name: 'Key' }).click()
  await page.getByRole('option', { name: secret }).click()
  await dialog.getByRole('textbox', { name: 'In', exact: true }).fill(String(PRICE.input))
  await dialog.getByRole('textbox', { name: 'Out', exact: true }).fill(String(PRICE.output))
  return dialog
}

async function openSettings(page: Page, section: string): Promise<void> {
  await page.getByRole('link', { name: /^Settings/ }).click()
  await page.getByRole('navigation', { name: 'Sections of the settings' }).getByRole('link', { name: section }).click()
  await expect(page.getByRole('heading', { name: section, exact: true, level: 2 })).toBeVisible()
}
