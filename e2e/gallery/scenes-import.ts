import type { Page } from '@playwright/test'
import { IMPORT_SOURCE } from './sample-import'
import type { Scene } from './scene'

const address = '/pipelines/import'

const paste = async (page: Page, text: string) => {
  await page.getByRole('textbox', { name: /^Source to import/ }).click()
  await page.keyboard.insertText(text)
}

const imported = async (page: Page) => {
  await paste(page, IMPORT_SOURCE)
  await page.getByRole('button', { name: /^Step gather/ }).waitFor()
}

/** Bringing a pipeline from elsewhere. */
export const IMPORT_SCENES: readonly Scene[] = [
  { name: 'import, nothing yet', scenario: 'full', address, show: (page) => page.getByText('Bring a pipeline from elsewhere').waitFor() },
  { name: 'import', scenario: 'full', address, show: imported },
  {
    name: 'import, a line of the report',
    scenario: 'full',
    address,
    show: async (page) => {
      await imported(page)
      await page.getByRole('region', { name: 'Not kept' }).getByRole('button').first().click()
    },
  },
  {
    name: 'import, the pipeline file',
    scenario: 'full',
    address,
    show: async (page) => {
      await imported(page)
      await page.getByRole('tab', { name: 'Pipeline file' }).click()
      await page.getByRole('textbox', { name: /^Imported pipeline file/ }).waitFor()
    },
  },
  {
    name: 'import, in a small window',
    scenario: 'full',
    address,
    size: { width: 900, height: 620 },
    show: imported,
  },
  {
    name: 'import, a name that is taken',
    scenario: 'full',
    address,
    show: async (page) => {
      await imported(page)
      await page.getByRole('button', { name: 'Create pipeline' }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'import, cannot be read',
    scenario: 'full',
    address,
    show: async (page) => {
      await paste(page, 'stages: [broken')
      await page.getByText('The source cannot be read yet').waitFor()
    },
  },
  {
    name: 'import, of no known format',
    scenario: 'full',
    address,
    show: async (page) => {
      await paste(page, 'hello: there')
      await page.getByText('This cannot be imported').waitFor()
    },
  },
  {
    name: 'import, loading',
    scenario: 'slow',
    address,
    show: async (page) => {
      await paste(page, IMPORT_SOURCE)
      await page.locator('[aria-busy=true] [aria-hidden]').first().waitFor()
    },
  },
  {
    name: 'import, refused',
    scenario: 'failing',
    address,
    show: async (page) => {
      await paste(page, IMPORT_SOURCE)
      await page.getByText("Couldn't read the source").waitFor()
    },
  },
]
