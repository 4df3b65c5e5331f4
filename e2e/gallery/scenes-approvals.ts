import type { Page } from '@playwright/test'
import type { Scene } from './scene'

const address = '/approvals'
const inbox = (page: Page) => page.getByRole('list', { name: 'Open questions' }).waitFor()
const question = (page: Page) => page.getByRole('region', { name: 'The question' })
const value = (page: Page) => page.getByRole('textbox', { name: 'The value that is asked about' })

const choose = async (page: Page, words: RegExp) => {
  await inbox(page)
  await page.getByRole('button', { name: words }).click()
}

const answered = async (page: Page) => {
  await inbox(page)
  await page.getByRole('radio', { name: 'Answered' }).click()
  await page.getByRole('list', { name: 'Answered questions' }).waitFor()
}

/** The inbox of questions in every state. */
export const APPROVALS_SCENES: readonly Scene[] = [
  { name: 'approvals', scenario: 'full', address, show: (page) => question(page).getByText('Evidence').waitFor() },
  {
    name: 'approvals, an edited value',
    scenario: 'full',
    address,
    show: async (page) => {
      await value(page).fill('{ "title": "Harbour works", "pages": 12 }')
      await page.getByText('Edited: this is what is approved.').waitFor()
    },
  },
  {
    name: 'approvals, a value that its schema refuses',
    scenario: 'full',
    address,
    show: async (page) => {
      await value(page).fill('{ "pages": 12 }')
      await page.getByText("required property 'title'").waitFor()
    },
  },
  {
    name: 'approvals, a value that is no JSON',
    scenario: 'full',
    address,
    show: async (page) => {
      await value(page).fill('{ "pages": ')
      await page.getByText('This is not JSON').waitFor()
    },
  },
  {
    name: 'approvals, approve by key',
    scenario: 'full',
    address,
    show: async (page) => {
      await question(page).getByText('Evidence').waitFor()
      await page.keyboard.press('a')
      await page.getByRole('dialog', { name: 'Approve?' }).waitFor()
    },
  },
  {
    name: 'approvals, reject by key, the second by key',
    scenario: 'full',
    address,
    show: async (page) => {
      await question(page).getByText('Evidence').waitFor()
      await page.keyboard.press('j')
      await question(page).getByText('Try again or give up').waitFor()
      await page.keyboard.press('x')
      await page.getByRole('dialog', { name: 'Give up?' }).waitFor()
    },
  },
  {
    name: 'approvals, the answer is refused',
    scenario: 'full',
    address,
    show: async (page) => {
      await choose(page, /Is the reading of this letter right/)
      await question(page).getByText('item 17').first().waitFor()
      await page.keyboard.press('a')
      await page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click()
      await page.getByText('has approved this already').waitFor()
    },
  },
  { name: 'approvals, answered', scenario: 'full', address, show: answered },
  {
    name: 'approvals, one that was rejected',
    scenario: 'full',
    address,
    show: async (page) => {
      await answered(page)
      await page.getByRole('button', { name: /Send the newsletter/ }).click()
      await page.getByText('The date in the first paragraph is wrong.').waitFor()
    },
  },
  { name: 'approvals, nothing waits', scenario: 'empty', address, show: (page) => page.getByRole('heading', { name: 'Nothing waits for an answer' }).waitFor() },
  { name: 'approvals, loading', scenario: 'slow', address, show: (page) => page.locator('[aria-busy=true] [aria-hidden]').first().waitFor() },
  { name: 'approvals, refused', scenario: 'failing', address, show: (page) => page.getByRole('alert').waitFor() },
  { name: 'approvals, small window', scenario: 'full', address, size: { width: 960, height: 640 }, show: (page) => question(page).getByText('Evidence').waitFor() },
]
