import type { Page } from '@playwright/test'
import type { Scene } from './scene'

const board = (page: Page) => page.getByRole('heading', { name: 'Outcomes' }).waitFor()

export const DASHBOARD_SCENES: readonly Scene[] = [
  { name: 'dashboard', scenario: 'full', address: '/', show: board },
  {
    name: 'dashboard, 7 days, a bar by key',
    scenario: 'full',
    address: '/',
    show: async (page) => {
      await page.getByRole('radio', { name: '7 days' }).click()
      await board(page)
      await page.getByRole('group', { name: /^Outcomes: arrow keys/ }).focus()
      await page.keyboard.press('ArrowLeft')
      await page.keyboard.press('ArrowLeft')
    },
  },
  {
    name: 'dashboard, 30 days',
    scenario: 'full',
    address: '/',
    show: async (page) => {
      await page.getByRole('radio', { name: '30 days' }).click()
      await board(page)
    },
  },
  { name: 'dashboard, models cost nothing', scenario: 'costless', address: '/', show: board },
  { name: 'dashboard, everything fails', scenario: 'broken', address: '/', show: board },
  { name: 'dashboard, engine ailing and vault locked', scenario: 'ailing', address: '/', show: (page) => page.getByText('The vault is locked').waitFor() },
  { name: 'dashboard, nothing has run', scenario: 'empty', address: '/', show: (page) => page.getByText('Nothing has run yet').waitFor() },
  { name: 'dashboard, loading', scenario: 'slow', address: '/', show: (page) => page.locator('[aria-busy=true] [aria-hidden]').first().waitFor() },
  { name: 'dashboard, refused', scenario: 'failing', address: '/', show: (page) => page.getByRole('alert').waitFor() },
  { name: 'dashboard, small window', scenario: 'full', address: '/', size: { width: 960, height: 640 }, show: board },
]
