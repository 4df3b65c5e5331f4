import type { Page } from '@playwright/test'
import { sampleId, SPACES } from './sample-ids'
import { STORIES } from './sample-world'
import type { Scene } from './scene'

/** Ended well, and is a retry. */
const RETRY = `/runs/${sampleId(SPACES.run, STORIES.succeeded)}`

const telling = (words: string) => (page: Page) => page.getByText(words).first().waitFor()

const openRerun = async (page: Page) => {
  await page.getByRole('button', { name: /^Step summarise/ }).click()
  await page.getByRole('button', { name: 'Rerun from here' }).click()
  await page.getByRole('dialog').getByText('Saves').waitFor()
}

/** What can be done again, and what waits for somebody to do so. */
export const AGAIN_SCENES: readonly Scene[] = [
  { name: 'rerun, what happens', scenario: 'full', address: RETRY, show: openRerun },
  {
    name: 'rerun, the definition changed',
    scenario: 'full',
    address: RETRY,
    show: async (page) => {
      await openRerun(page)
      await page.getByRole('tab', { name: 'Definition' }).click()
      await page.getByRole('textbox', { name: /^Definition of/ }).click()
      await page.keyboard.press('Control+End')
      await page.keyboard.insertText('\n# changed')
      await page.getByRole('button', { name: /^Save version/ }).waitFor()
    },
  },
  {
    name: 'run, the menu of a step',
    scenario: 'full',
    address: RETRY,
    menuOpen: true,
    show: async (page) => {
      await page.getByRole('button', { name: /^Step summarise/ }).click({ button: 'right' })
      await page.getByRole('menuitem', { name: /^Rerun from here/ }).waitFor()
    },
  },
  { name: 'run, a retry', scenario: 'full', address: RETRY, show: telling('Retries and reruns') },
  {
    name: 'run, a retry beside its origin',
    scenario: 'full',
    address: RETRY,
    show: async (page) => {
      await page.getByRole('button', { name: 'Compare' }).click()
      await page.getByRole('dialog').getByRole('columnheader', { name: 'Step' }).waitFor()
    },
  },
  { name: 'dead letters', scenario: 'full', address: '/dead-letters', show: telling('ledger_import') },
  {
    name: 'dead letters, some selected',
    scenario: 'full',
    address: '/dead-letters',
    show: async (page) => {
      await page.getByRole('button', { name: /ledger_import/, expanded: false }).first().click()
      await page.getByRole('checkbox').first().click()
      await page.getByRole('checkbox').nth(1).click()
      await page.getByText('2 letters selected').waitFor()
    },
  },
  {
    name: 'dead letters, why dismissed',
    scenario: 'full',
    address: '/dead-letters',
    show: async (page) => {
      await page.getByRole('button', { name: /^Dismiss the letters of ledger_import/ }).click()
      await page.getByRole('dialog').getByRole('textbox', { name: 'Why' }).waitFor()
    },
  },
  {
    name: 'dead letters, dismissed ones',
    scenario: 'full',
    address: '/dead-letters',
    show: async (page) => {
      await page.getByRole('radio', { name: 'Dismissed' }).click()
      await page.getByRole('button', { name: /ledger_import/, expanded: false }).first().click()
      await page.getByText('The bank sent the day again itself.').first().waitFor()
    },
  },
  { name: 'dead letters, none', scenario: 'empty', address: '/dead-letters', show: telling('No dead letters') },
  { name: 'dead letters, loading', scenario: 'slow', address: '/dead-letters', show: (page) => page.locator('[aria-busy=true] [aria-hidden]').first().waitFor() },
  { name: 'dead letters, refused', scenario: 'failing', address: '/dead-letters', show: telling("Couldn't read the dead letters") },
]
