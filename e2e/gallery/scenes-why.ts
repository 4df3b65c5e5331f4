import type { Page } from '@playwright/test'
import { sampleId, SPACES } from './sample-ids'
import { STORIES } from './sample-world'
import type { Scene } from './scene'

const run = (story: keyof typeof STORIES) => `/runs/${sampleId(SPACES.run, STORIES[story])}`
const line = (page: Page) => page.getByRole('note', { name: 'What this run waits for' })
const says = (words: string) => (page: Page) => line(page).getByText(words).waitFor()

/** Runs that say why they do not go on. */
export const WHY_SCENES: readonly Scene[] = [
  { name: 'run, no place is free', scenario: 'full', address: run('place'), show: says('waits for one of the 2 places of model fast-chat') },
  {
    name: 'run, no place is free, its step',
    scenario: 'full',
    address: run('place'),
    show: async (page) => {
      await says('waits for one of the 2 places')(page)
      await page.getByRole('button', { name: /^Step draft/ }).click()
      await page.getByText('It goes on by itself as soon as a place is free.').waitFor()
    },
  },
  { name: 'run, a model is left alone', scenario: 'full', address: run('shut'), show: says('which answered with status 429') },
  {
    name: 'run, stuck',
    scenario: 'full',
    address: run('stuck'),
    show: async (page) => {
      await line(page).getByRole('button', { name: 'Show fetch' }).click()
      await page.getByRole('heading', { name: 'fetch' }).waitFor()
    },
  },
  { name: 'run, stuck, small window', scenario: 'full', address: run('stuck'), size: { width: 960, height: 600 }, show: says('a cancel stops it') },
]
