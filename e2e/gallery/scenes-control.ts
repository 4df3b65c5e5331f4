import type { Page } from '@playwright/test'
import { sampleId, SPACES } from './sample-ids'
import { STORIES } from './sample-world'
import type { Scene } from './scene'

const run = (story: keyof typeof STORIES) => `/runs/${sampleId(SPACES.run, STORIES[story])}`
const text = (words: string | RegExp) => (page: Page) => page.getByText(words).first().waitFor()

/** Runs that stand still, or tell of a failure. */
export const CONTROL_SCENES: readonly Scene[] = [
  {
    name: 'run, paused',
    scenario: 'full',
    address: run('paused'),
    show: async (page) => {
      await page.getByText('It was paused a moment ago. Nothing of it begins until it is resumed.').waitFor()
      await page.getByRole('button', { name: 'Resume' }).waitFor()
    },
  },
  { name: 'run, pausing', scenario: 'full', address: run('pausing'), show: text(/2 steps are still at work/) },
  { name: 'run, waits for its group', scenario: 'full', address: run('grouped'), show: text(/the only place of group letters of the harbour office, held by/) },
  {
    name: 'run, what was there for a failure ran',
    scenario: 'full',
    address: run('told'),
    show: async (page) => {
      await page.getByText('If it fails').waitFor()
      await page.getByRole('button', { name: /^Step tell/ }).click()
    },
  },
  {
    name: 'pipeline, with steps for a failure',
    scenario: 'full',
    address: `/pipelines/${sampleId(SPACES.pipeline, 15)}`,
    show: text('If it fails'),
  },
  {
    name: 'runs, some paused or waiting for others',
    scenario: 'full',
    address: '/runs',
    show: text('Paused'),
  },
]
