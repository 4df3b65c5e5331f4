import type { Page } from '@playwright/test'
import type { Scene } from './scene'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })
const dialog = (page: Page) => page.getByRole('dialog')

const address = '/services'

/** The roster of services in every state. */
export const SERVICES_SCENES: readonly Scene[] = [
  { name: 'services', scenario: 'full', address, show: (page) => page.getByText('Held by').waitFor() },
  {
    name: 'services, all checked',
    scenario: 'full',
    address,
    show: async (page) => {
      await button(page, 'Check all').click()
      await page.getByText('it refused the connection').waitFor()
      await page.getByRole('list', { name: 'Services' }).getByText('not checked yet').waitFor({ state: 'hidden' })
    },
  },
  { name: 'services, none yet', scenario: 'empty', address, show: (page) => page.getByText('No services yet').waitFor() },
  { name: 'services, loading', scenario: 'slow', address, show: (page) => page.locator('[aria-busy=true] [aria-hidden]').first().waitFor() },
  { name: 'services, refused', scenario: 'failing', address, show: (page) => page.getByRole('alert').waitFor() },
  {
    name: 'services, small window',
    scenario: 'full',
    address,
    size: { width: 960, height: 640 },
    show: (page) => page.getByText('Held by').waitFor(),
  },
  {
    name: 'services, add one',
    scenario: 'empty',
    address,
    show: async (page) => {
      await page.getByText('No services yet').waitFor()
      await page.keyboard.press('n')
      await dialog(page).waitFor()
    },
  },
  {
    name: 'services, add one, refused at its fields',
    scenario: 'full',
    address,
    show: async (page) => {
      await button(page, 'Add a service').click()
      await field(page, 'Name').fill('geocoder')
      await field(page, 'Address').fill('geo.example.com')
      await button(page, 'Add').click()
      await page.getByText('Another service has this name.').waitFor()
    },
  },
  {
    name: 'services, one that takes jobs',
    scenario: 'full',
    address,
    show: async (page) => {
      await button(page, 'Change video_gen').click()
      await field(page, 'To the path').scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'services, refused by the engine',
    scenario: 'full',
    address,
    show: async (page) => {
      await button(page, 'Change archive').click()
      await field(page, 'Name').fill('refused')
      await button(page, 'Save').click()
      await page.getByText('This header means something else already').waitFor()
    },
  },
  {
    name: 'services, remove one',
    scenario: 'full',
    address,
    show: async (page) => {
      await button(page, 'Remove geocoder').click()
      await dialog(page).waitFor()
    },
  },
]
