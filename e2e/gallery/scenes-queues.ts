import type { Page } from '@playwright/test'
import type { Scene } from './scene'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })

const address = '/queues'
const full = (page: Page) => page.getByText('10 of 10 places').first().waitFor()

/** Queues and lanes in every state. */
export const QUEUES_SCENES: readonly Scene[] = [
  { name: 'queues', scenario: 'full', address, show: full },
  {
    name: 'queues, who is in them',
    scenario: 'full',
    address,
    show: async (page) => {
      await full(page)
      await button(page, 'Who is in medium').click()
      await button(page, 'Who is in heavy').click()
      await page.getByRole('heading', { name: 'At work' }).first().waitFor()
    },
  },
  { name: 'queues, nothing at work', scenario: 'empty', address, show: (page) => page.getByText('Nothing is at work, and nothing waits').waitFor() },
  { name: 'queues, loading', scenario: 'slow', address, show: (page) => page.locator('[aria-busy=true] [aria-hidden]').first().waitFor() },
  { name: 'queues, refused', scenario: 'failing', address, show: (page) => page.getByRole('alert').waitFor() },
  {
    name: 'queues, small window',
    scenario: 'full',
    address,
    size: { width: 960, height: 640 },
    show: async (page) => {
      await full(page)
      await button(page, 'Who is in medium').click()
    },
  },
  {
    name: 'queues, add one, refused at its fields',
    scenario: 'full',
    address,
    show: async (page) => {
      await full(page)
      await page.keyboard.press('n')
      await field(page, 'Name').fill('heavy')
      await button(page, 'Add').click()
      await page.getByText('There is a queue of this name.').waitFor()
    },
  },
  {
    name: 'queues, change the places of one',
    scenario: 'full',
    address,
    show: async (page) => {
      await full(page)
      await button(page, 'Change nightly').click()
      await field(page, 'Places').fill('8')
    },
  },
  {
    name: 'queues, one that a pipeline names is not removed',
    scenario: 'full',
    address,
    show: async (page) => {
      await full(page)
      await button(page, 'Remove nightly').click()
      await button(page, 'Remove').click()
      await page.getByText('It was not removed').waitFor()
    },
  },
]
