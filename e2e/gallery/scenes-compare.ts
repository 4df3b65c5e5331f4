import type { Page } from '@playwright/test'
import { sampleId, SPACES } from './sample-ids'
import type { Scene } from './scene'

const pipeline = (n: number) => `/pipelines/${sampleId(SPACES.pipeline, n)}`

async function compare(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Version \d/ }).click()
  await page.getByRole('menuitem', { name: 'Compare versions' }).click()
  await page.getByRole('region', { name: 'Versions compared' }).waitFor()
}

/** Versions of a pipeline beside each other. */
export const COMPARE_SCENES: readonly Scene[] = [
  {
    name: 'versions, compared',
    scenario: 'full',
    address: pipeline(0),
    show: async (page) => {
      await compare(page)
      await page.locator('.cm-merge-b .cm-changedLine').first().waitFor()
    },
  },
  {
    name: 'versions, compared, a step that is gone',
    scenario: 'full',
    address: pipeline(0),
    show: async (page) => {
      await compare(page)
      await page.getByRole('button', { name: 'Step tidy removed' }).click()
    },
  },
  {
    name: 'versions, compared, small window',
    scenario: 'full',
    address: pipeline(0),
    size: { width: 960, height: 640 },
    show: async (page) => {
      await compare(page)
      await page.keyboard.press(']')
      await page.keyboard.press(']')
      await page.locator('.cm-deletedLine').first().waitFor()
    },
  },
  {
    name: 'versions, compared, which of them',
    scenario: 'full',
    menuOpen: true,
    address: pipeline(0),
    show: async (page) => {
      await compare(page)
      await page.getByRole('button', { name: 'From version 6', exact: true }).click()
      await page.getByRole('menuitemradio', { name: /^Version 7, current/ }).waitFor()
    },
  },
  {
    name: 'versions, compared, the same but for its layout',
    scenario: 'full',
    address: pipeline(2),
    show: async (page) => {
      await compare(page)
      await page.getByText('Both do the same').waitFor()
    },
  },
]
