import type { Page } from '@playwright/test'
import { sampleId, SPACES } from './sample-ids'
import { STORIES } from './sample-world'
import type { Scene } from './scene'

const open = async (page: Page) => {
  await page.getByText('Engine live').waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('option', { name: /Open document_digest/ }).waitFor({ state: 'attached' })
}

const typed = (text: string) => async (page: Page) => {
  await open(page)
  await page.keyboard.type(text)
}

/** Everything by a few letters. */
export const PALETTE_SCENES: readonly Scene[] = [
  { name: 'palette', scenario: 'full', address: '/pipelines', show: open },
  {
    name: 'palette, on a run',
    scenario: 'full',
    address: `/runs/${sampleId(SPACES.run, STORIES.live)}`,
    show: async (page) => {
      await page.getByRole('button', { name: /^Step summarise/ }).waitFor()
      await open(page)
    },
  },
  {
    name: 'palette, a few letters',
    scenario: 'full',
    address: '/pipelines',
    show: async (page) => {
      await typed('docdig')(page)
      await page.getByRole('option', { name: /Run document_digest/ }).waitFor()
      await page.keyboard.press('ArrowDown')
    },
  },
  {
    name: 'palette, what was chosen lately',
    scenario: 'full',
    address: '/pipelines',
    show: async (page) => {
      await typed('settings secrets')(page)
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Secrets', level: 2 }).waitFor()
      await open(page)
      await page.getByText('Lately').waitFor()
    },
  },
  {
    name: 'palette, nothing fits',
    scenario: 'full',
    address: '/pipelines',
    show: async (page) => {
      await typed('zebra crossing')(page)
      await page.getByText('Nothing is called').waitFor()
    },
  },
]
