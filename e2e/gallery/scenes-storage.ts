import type { Page } from '@playwright/test'
import type { Scene } from './scene'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const address = '/settings/storage'

/** What is done with the data folder as a whole, in every state. */
export const STORAGE_SCENES: readonly Scene[] = [
  { name: 'storage', scenario: 'full', address, show: (page) => page.getByText('Sound').first().waitFor() },
  { name: 'storage, never checked', scenario: 'empty', address, show: (page) => page.getByText('Never checked.').waitFor() },
  { name: 'storage, damaged, in a doubtful place', scenario: 'ailing', address, show: (page) => page.getByText('A doubtful place.').waitFor() },
  { name: 'storage, loading', scenario: 'slow', address, show: (page) => page.locator('[aria-busy=true] [aria-hidden]').first().waitFor() },
  { name: 'storage, refused', scenario: 'failing', address, show: (page) => page.getByRole('alert').waitFor() },
  {
    name: 'storage, a check at work',
    scenario: 'full',
    address,
    show: async (page) => {
      await button(page, 'Check now').click()
      await page.getByText('artifacts, 1,204 of 4,310').first().waitFor()
    },
  },
  {
    name: 'storage, a check called off, small window',
    scenario: 'full',
    address,
    size: { width: 960, height: 640 },
    show: async (page) => {
      await button(page, 'Check now').click()
      await button(page, 'Cancel').click()
      await page.getByText('The check was called off.').waitFor()
    },
  },
  {
    name: 'storage, a backup that failed',
    scenario: 'full',
    address,
    show: async (page) => {
      await page.getByRole('textbox').fill('/mnt/full/signalbox')
      await button(page, 'Back up now').click()
      await page.getByText('The backup failed').waitFor()
    },
  },
]
