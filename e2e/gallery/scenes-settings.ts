import type { Page } from '@playwright/test'
import type { Scene } from './scene'

const heading = (name: string) => (page: Page) => page.getByRole('heading', { name, level: 2 }).waitFor()
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' })
const field = (page: Page, name: string | RegExp) => page.getByRole('textbox', { name, exact: typeof name === 'string' })

const models = '/settings/models'

/** The settings in every state. */
export const SETTINGS_SCENES: readonly Scene[] = [
  { name: 'settings, models', scenario: 'full', address: models, show: (page) => page.getByText('local-llama').first().waitFor() },
  {
    name: 'settings, models, one answers and one does not',
    scenario: 'full',
    address: models,
    show: async (page) => {
      await button(page, 'Test careful').click()
      await page.getByText('It answers:').waitFor()
      await button(page, 'Test local-llama').click()
      await page.getByText('The test failed.').waitFor()
    },
  },
  { name: 'settings, no models yet', scenario: 'empty', address: models, show: (page) => page.getByText('No models yet').waitFor() },
  { name: 'settings, loading', scenario: 'slow', address: models, show: (page) => page.locator('[aria-busy=true] [aria-hidden]').first().waitFor() },
  { name: 'settings, refused', scenario: 'failing', address: models, show: (page) => page.getByRole('alert').waitFor() },
  {
    name: 'settings, add a model, its key new',
    scenario: 'empty',
    address: models,
    show: async (page) => {
      await button(page, /^OpenAI/).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'settings, add a model, refused at its fields',
    scenario: 'empty',
    address: models,
    show: async (page) => {
      await button(page, /^Anthropic/).click()
      await field(page, 'Value of the key').fill('short')
      await field(page, 'Address').fill('api.anthropic.com')
      await button(page, 'Add').click()
      await page.getByText('Which model?').waitFor()
    },
  },
  {
    name: 'settings, a model tested in its dialog',
    scenario: 'full',
    address: models,
    show: async (page) => {
      await button(page, 'Change fast-chat').click()
      await page.getByRole('dialog').getByRole('button', { name: 'Test' }).click()
      await page.getByText('It answers:').waitFor()
      await page.getByText('It answers:').scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'settings, a model refused by the engine',
    scenario: 'full',
    address: models,
    show: async (page) => {
      await button(page, 'Change fast-chat').click()
      await field(page, 'Name').fill('refused')
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
      await page.getByText('This address answers with a page').waitFor()
    },
  },
  {
    name: 'settings, remove a model',
    scenario: 'full',
    address: models,
    show: async (page) => {
      await button(page, 'Remove house').click()
      await page.getByRole('dialog').waitFor()
    },
  },
  { name: 'settings, secrets', scenario: 'full', address: '/settings/secrets', show: (page) => page.getByText('BANK_PASSWORD').first().waitFor() },
  { name: 'settings, no secrets, no keyring', scenario: 'empty', address: '/settings/secrets', show: (page) => page.getByText('No secrets yet').waitFor() },
  {
    name: 'settings, secrets locked',
    scenario: 'ailing',
    address: '/settings/secrets',
    show: (page) => page.getByText('The secrets are locked.').first().waitFor(),
  },
  {
    name: 'settings, a secret refused',
    scenario: 'full',
    address: '/settings/secrets',
    show: async (page) => {
      await button(page, 'Add a secret').click()
      await field(page, 'Name').fill('OPENAI_KEY')
      await field(page, 'Value').fill('1234')
      await button(page, 'Keep it').click()
      await page.getByText('replace that one').waitFor()
    },
  },
  {
    name: 'settings, replace a secret',
    scenario: 'full',
    address: '/settings/secrets',
    show: async (page) => {
      await button(page, 'Replace BANK_PASSWORD').click()
      await field(page, 'Value').fill('correct horse battery staple')
    },
  },
  {
    name: 'settings, notifications',
    scenario: 'full',
    address: '/settings/notifications',
    show: (page) => page.getByRole('checkbox', { name: 'document_digest' }).waitFor(),
  },
  {
    name: 'settings, unsaved changes',
    scenario: 'full',
    address: '/settings/notifications',
    show: async (page) => {
      await page.getByLabel('document_digest').click()
      await page.getByRole('region', { name: 'Unsaved changes' }).waitFor()
    },
  },
  { name: 'settings, e-mail', scenario: 'full', address: '/settings/email', show: (page) => field(page, 'Server').waitFor() },
  {
    name: 'settings, e-mail refused at its fields',
    scenario: 'full',
    address: '/settings/email',
    show: async (page) => {
      await field(page, 'Server').fill('')
      await field(page, 'Port').fill('99999')
      await page.keyboard.press('Control+s')
      await page.getByText('2 fields must be mended').waitFor()
    },
  },
  {
    name: 'settings, network and files',
    scenario: 'full',
    address: '/settings/access',
    show: (page) => field(page, 'Private addresses that steps may reach').waitFor(),
  },
  { name: 'settings, history', scenario: 'full', address: '/settings/history', show: (page) => field(page, 'Days to keep an ended run').waitFor() },
  {
    name: 'settings, history refused at its fields',
    scenario: 'full',
    address: '/settings/history',
    show: async (page) => {
      await field(page, 'Days to keep an ended run').fill('0')
      await page.keyboard.press('Control+s')
      await page.getByText('1 field must be mended').waitFor()
    },
  },
  { name: 'settings, appearance', scenario: 'full', address: '/settings/appearance', show: heading('Appearance') },
  { name: 'settings, about', scenario: 'full', address: '/settings/about', show: (page) => page.getByText('Data folder').waitFor() },
]
