import type { Page } from '@playwright/test'
import { sampleId, SPACES } from './sample-ids'
import { STORIES } from './sample-world'
import type { Scene } from './scene'

const run = (story: keyof typeof STORIES) => `/runs/${sampleId(SPACES.run, STORIES[story])}`

const step = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^Step ${name}`) })
const tab = (page: Page, name: string | RegExp) => page.getByRole('complementary', { name: 'Inspector' }).getByRole('tab', { name })
const slider = (page: Page) => page.getByRole('slider', { name: 'Moment of the run' })

const lookBack =
  (...keys: readonly string[]) =>
  async (page: Page) => {
    await slider(page).focus()
    for (const key of keys) await page.keyboard.press(key)
    await page.getByText('You see the past:').waitFor()
  }

const changeFile = async (page: Page) => {
  await page.getByText('No problems').first().waitFor()
  await page.getByRole('textbox', { name: /^Pipeline file/ }).click()
  await page.keyboard.press('Control+End')
  await page.keyboard.insertText('\n# changed')
}

/** The run's screen where models, history and files come in. */
export const RUN_MORE_SCENES: readonly Scene[] = [
  {
    name: 'run, a reply comes in',
    scenario: 'full',
    address: run('draft'),
    show: async (page) => {
      await step(page, 'draft').click()
      await page.getByText('Dear Mrs Hartmann').first().waitFor()
    },
  },
  {
    name: 'run, a reply in its tab, not followed',
    scenario: 'full',
    address: run('draft'),
    size: { width: 1280, height: 560 },
    show: async (page) => {
      await step(page, 'draft').click()
      await tab(page, 'Reply').click()
      await page.getByText('Three things are still open').waitFor()
      const reply = page.getByRole('tabpanel', { name: 'Reply' })
      await reply.getByRole('button', { name: 'Following' }).click()
      await reply.getByRole('button', { name: 'Follow', exact: true }).waitFor()
    },
  },
  {
    name: 'run, a reply that was cut',
    scenario: 'full',
    address: run('cut'),
    show: async (page) => {
      await step(page, 'draft').click()
      await tab(page, 'Reply').click()
      await page.getByText('Partial').waitFor()
    },
  },
  {
    name: 'run, a reply at its end',
    scenario: 'full',
    address: run('answered'),
    show: async (page) => {
      await step(page, 'draft').click()
      await tab(page, 'Reply').click()
      await page.getByText('Dear Mrs Hartmann').first().waitFor()
    },
  },
  {
    name: 'run, what models used',
    scenario: 'full',
    address: run('answered'),
    show: async (page) => {
      await step(page, 'tone').click()
      await page.getByText(/in, .* out/).waitFor()
    },
  },
  {
    name: 'run, attempts and what they used',
    scenario: 'full',
    address: run('cut'),
    show: async (page) => {
      await step(page, 'draft').click()
      await tab(page, /^Attempts/).click()
      await page
        .getByText(/^used about/)
        .first()
        .waitFor()
    },
  },
  {
    name: 'run, files and large outputs',
    scenario: 'full',
    address: run('answered'),
    show: async (page) => {
      await tab(page, 'Files').click()
      await page.getByText('Large outputs of steps').waitFor()
    },
  },
  {
    name: 'run, a large output',
    scenario: 'full',
    address: run('answered'),
    show: async (page) => {
      await tab(page, 'Files').click()
      await page.getByRole('list', { name: 'Large outputs of steps' }).getByRole('button').first().click()
      await page.getByRole('button', { name: 'Load the whole value' }).waitFor()
    },
  },
  { name: 'run, the past', scenario: 'full', address: run('succeeded'), show: lookBack('Home', ...Array.from({ length: 9 }, () => 'PageUp')) },
  {
    name: 'run, the past of a run at work, a step selected',
    scenario: 'full',
    address: run('live'),
    show: async (page) => {
      await step(page, 'parse').click()
      await lookBack('Home', 'PageUp', 'PageUp')(page)
    },
  },
  { name: 'run, the past before it began', scenario: 'full', address: run('failed'), show: lookBack('Home') },
  {
    name: 'run, a history too long to replay',
    scenario: 'full',
    address: run('endless'),
    show: (page) => page.getByText('too long to replay').waitFor(),
  },
  {
    name: 'pipeline, unsaved changes, save and run',
    scenario: 'full',
    address: `/pipelines/${sampleId(SPACES.pipeline, 3)}`,
    show: async (page) => {
      await changeFile(page)
      await page.getByRole('button', { name: 'Save and run' }).waitFor()
      await page.getByText('No problems').first().waitFor()
    },
  },
  {
    name: 'pipelines, one with unsaved changes',
    scenario: 'full',
    address: `/pipelines/${sampleId(SPACES.pipeline, 3)}`,
    show: async (page) => {
      await changeFile(page)
      await page.getByText('Unsaved changes').waitFor()
      await page.evaluate(() => (location.hash = '/pipelines'))
      await page.getByText('unsaved changes').waitFor()
    },
  },
  {
    name: 'run, the receipt of a cancel',
    scenario: 'full',
    address: run('live'),
    show: async (page) => {
      await page.getByRole('button', { name: 'Cancel', exact: true }).click()
      await page.getByText('billed all the same').waitFor()
    },
  },
]
