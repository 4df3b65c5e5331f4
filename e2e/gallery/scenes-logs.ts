import type { Page } from '@playwright/test'
import type { Scene } from './scene'

const lines = (page: Page) => page.getByRole('grid', { name: 'Log of all runs' }).getByRole('row').nth(20).waitFor()
const found = (page: Page) => page.locator('mark').first().waitFor()

const search = async (page: Page, text: string) => {
  await page.getByRole('heading', { name: 'Logs', level: 1 }).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type(text)
}

export const LOGS_SCENES: readonly Scene[] = [
  { name: 'logs', scenario: 'full', address: '/logs', show: lines },
  {
    name: 'logs, left by scrolling up',
    scenario: 'full',
    address: '/logs',
    show: async (page) => {
      await lines(page)
      await page.getByRole('grid', { name: 'Log of all runs' }).hover()
      await page.mouse.wheel(0, -1400)
      await page.getByRole('button', { name: /new line/ }).waitFor()
    },
  },
  {
    name: 'logs, a line by key, opened',
    scenario: 'full',
    address: '/logs',
    show: async (page) => {
      await search(page, '"event"')
      await page.locator('mark').nth(8).waitFor()
      await page.keyboard.press('Enter')
      for (const key of ['k', 'k', 'k', 'k', 'Space']) await page.keyboard.press(key)
      await page.getByRole('button', { name: 'Copy the value in this line' }).waitFor()
    },
  },
  {
    name: 'logs, search',
    scenario: 'full',
    address: '/logs',
    show: async (page) => {
      await search(page, 'timeout')
      await found(page)
    },
  },
  {
    name: 'logs, errors of one pipeline',
    scenario: 'full',
    address: '/logs',
    show: async (page) => {
      await lines(page)
      await page.getByRole('button', { name: 'Warning' }).click()
      await page.getByRole('button', { name: 'Error', exact: true }).click()
      await page.getByRole('button', { name: 'Pipeline', exact: true }).click()
      await page.getByRole('menuitemradio', { name: 'ledger_import' }).click()
      await page.getByText('pipeline is ledger_import').waitFor()
      await lines(page)
    },
  },
  {
    name: 'logs, nothing found so far',
    scenario: 'full',
    address: '/logs',
    show: async (page) => {
      await search(page, 'zebra')
      await page.getByRole('button', { name: 'Stop searching' }).click()
      await page.getByText('Nothing found yet').waitFor()
    },
  },
  {
    name: 'logs, export',
    menuOpen: true,
    scenario: 'full',
    address: '/logs',
    show: async (page) => {
      await lines(page)
      await page.getByRole('button', { name: 'Export' }).click()
      await page.getByRole('menuitem', { name: /As text/ }).waitFor()
    },
  },
  { name: 'logs, nothing written yet', scenario: 'empty', address: '/logs', show: (page) => page.getByText('Nothing has been written yet').waitFor() },
  {
    name: 'logs, nothing matches',
    scenario: 'empty',
    address: '/logs',
    show: async (page) => {
      await search(page, 'zebra')
      await page.getByText('No line matches').waitFor()
    },
  },
  { name: 'logs, loading', scenario: 'slow', address: '/logs', show: (page) => page.locator('[aria-busy=true] [aria-hidden]').first().waitFor() },
  { name: 'logs, refused', scenario: 'failing', address: '/logs', show: (page) => page.getByRole('alert').waitFor() },
  { name: 'logs, small window', scenario: 'full', address: '/logs', size: { width: 960, height: 600 }, show: lines },
]
