import type { Page } from '@playwright/test'
import { sampleId, SPACES } from './sample-ids'
import { STORIES } from './sample-world'
import type { Scene } from './scene'
import { APPROVALS_SCENES } from './scenes-approvals'
import { AGAIN_SCENES } from './scenes-again'
import { COMPARE_SCENES } from './scenes-compare'
import { CONTROL_SCENES } from './scenes-control'
import { DASHBOARD_SCENES } from './scenes-dashboard'
import { DESKTOP_SCENES } from './scenes-desktop'
import { IMPORT_SCENES } from './scenes-import'
import { LOGS_SCENES } from './scenes-logs'
import { PALETTE_SCENES } from './scenes-palette'
import { QUEUES_SCENES } from './scenes-queues'
import { RUN_MORE_SCENES } from './scenes-run-more'
import { SERVICES_SCENES } from './scenes-services'
import { SETTINGS_SCENES } from './scenes-settings'
import { STORAGE_SCENES } from './scenes-storage'
import { WHY_SCENES } from './scenes-why'

const pipeline = (n: number) => `/pipelines/${sampleId(SPACES.pipeline, n)}`
const run = (story: keyof typeof STORIES) => `/runs/${sampleId(SPACES.run, STORIES[story])}`

const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name, level: 1 }).waitFor()
const text = (words: string | RegExp) => (page: Page) => page.getByText(words).first().waitFor()

const openDigest = async (page: Page) => {
  await page.getByRole('button', { name: /^Step collect/ }).waitFor()
  await page.getByText('No problems').first().waitFor()
}

const typeInEditor = async (page: Page, words: string) => {
  await page.getByRole('textbox', { name: /^Pipeline file/ }).click()
  await page.keyboard.press('Control+End')
  await page.keyboard.insertText(words)
}

/** Every screen in every state. */
export const SCENES: readonly Scene[] = [
  ...APPROVALS_SCENES,
  ...AGAIN_SCENES,
  ...COMPARE_SCENES,
  ...CONTROL_SCENES,
  ...DASHBOARD_SCENES,
  ...DESKTOP_SCENES,
  ...IMPORT_SCENES,
  ...LOGS_SCENES,
  ...QUEUES_SCENES,
  ...RUN_MORE_SCENES,
  ...SERVICES_SCENES,
  ...SETTINGS_SCENES,
  ...STORAGE_SCENES,
  ...WHY_SCENES,
  ...PALETTE_SCENES,
  { name: 'pipelines', scenario: 'full', address: '/pipelines', show: text('document_digest') },
  {
    name: 'pipelines, one selected by key',
    scenario: 'full',
    address: '/pipelines',
    show: async (page) => {
      await page.getByText('document_digest').waitFor()
      await page.keyboard.press('j')
      await page.keyboard.press('j')
    },
  },
  {
    name: 'pipelines, nothing matches',
    scenario: 'full',
    address: '/pipelines',
    show: async (page) => {
      await page.getByText('document_digest').waitFor()
      await page.keyboard.press('/')
      await page.keyboard.type('zebra')
      await page.getByText('Nothing matches').waitFor()
    },
  },
  { name: 'pipelines, none yet', scenario: 'empty', address: '/pipelines', show: text('No pipelines yet') },
  { name: 'pipelines, loading', scenario: 'slow', address: '/pipelines', show: (page) => page.locator('[aria-busy=true] [aria-hidden]').first().waitFor() },
  { name: 'pipelines, refused', scenario: 'failing', address: '/pipelines', show: text("Couldn't read the pipelines") },
  { name: 'pipeline', scenario: 'full', address: pipeline(0), show: openDigest },
  {
    name: 'pipeline, a step selected',
    scenario: 'full',
    address: pipeline(0),
    show: async (page) => {
      await openDigest(page)
      await page.getByRole('button', { name: /^Step summarise/ }).click()
    },
  },
  {
    name: 'pipeline, problems',
    scenario: 'full',
    address: pipeline(3),
    show: async (page) => {
      await page.getByText('No problems').first().waitFor()
      await typeInEditor(page, '\n  - id: tell\n    uses: shell\n    needs: [fil_1, validte_4]\n    neds: []')
      await page
        .getByRole('button', { name: /^Change to/ })
        .first()
        .waitFor()
    },
  },
  {
    name: 'pipeline, completion',
    scenario: 'full',
    address: pipeline(3),
    show: async (page) => {
      await page.getByText('No problems').first().waitFor()
      await typeInEditor(page, '\n  - id: tell\n    uses: ')
      await page.keyboard.press('Control+Space')
      await page.getByRole('option', { name: /^shell/ }).waitFor()
    },
  },
  {
    name: 'pipeline, an older version',
    scenario: 'full',
    address: pipeline(0),
    show: async (page) => {
      await openDigest(page)
      await page.getByRole('button', { name: 'Version 7' }).click()
      await page.getByRole('menuitemradio', { name: /^Version 3/ }).click()
      await page.getByText('Read only').waitFor()
    },
  },
  {
    name: 'pipeline, versions',
    menuOpen: true,
    scenario: 'full',
    address: pipeline(0),
    show: async (page) => {
      await openDigest(page)
      await page.getByRole('button', { name: 'Version 7' }).click()
      await page.getByRole('menuitemradio', { name: /^Version 3/ }).waitFor()
    },
  },
  {
    name: 'pipeline, conflict',
    scenario: 'full',
    address: pipeline(3),
    show: async (page) => {
      await page.getByText('No problems').first().waitFor()
      await typeInEditor(page, '\n# conflict')
      await page.getByText('Unsaved changes').waitFor()
      await page.getByText('No problems').first().waitFor()
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  { name: 'pipeline, many steps', scenario: 'full', address: pipeline(2), show: (page) => page.getByRole('button', { name: /^Step sitemap/ }).waitFor() },
  { name: 'pipeline, never run', scenario: 'full', address: pipeline(13), show: text('Not run yet') },
  { name: 'pipeline, not there', scenario: 'full', address: '/pipelines/nothing', show: text('There is no such pipeline') },
  {
    name: 'pipeline, loading',
    scenario: 'slow',
    address: pipeline(0),
    show: async (page) => {
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.locator('[aria-busy=true] [aria-hidden]').first().waitFor()
    },
  },
  { name: 'new pipeline', scenario: 'full', address: '/pipelines/new', show: heading('New pipeline') },
  {
    name: 'new pipeline, from a template',
    scenario: 'full',
    address: '/pipelines/new',
    show: async (page) => {
      await page.getByRole('main').getByRole('listitem').getByRole('button').first().click()
      await page.getByText('Not stored yet').first().waitFor()
      await page
        .getByRole('button', { name: /^Step / })
        .first()
        .waitFor()
    },
  },
  {
    name: 'start dialog',
    scenario: 'full',
    address: pipeline(0),
    show: async (page) => {
      await openDigest(page)
      await page.getByRole('button', { name: 'Run', exact: true }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'start dialog, refused at a field',
    scenario: 'full',
    address: pipeline(0),
    show: async (page) => {
      await openDigest(page)
      await page.getByRole('button', { name: 'Run', exact: true }).click()
      await page.getByRole('textbox', { name: /^folder/ }).fill('nowhere')
      await page.getByRole('button', { name: 'Start the run' }).click()
      await page.getByText('There is no folder').waitFor()
    },
  },
  { name: 'runs', scenario: 'full', address: '/runs', show: text('SBX-') },
  { name: 'runs, none yet', scenario: 'empty', address: '/runs', show: heading('Runs') },
  { name: 'runs, loading', scenario: 'slow', address: '/runs', show: (page) => page.locator('[aria-busy=true], [aria-hidden]').first().waitFor() },
  { name: 'runs, refused', scenario: 'failing', address: '/runs', show: (page) => page.getByRole('alert').waitFor() },
  { name: 'run, live', scenario: 'full', address: run('live'), show: (page) => page.getByRole('button', { name: /^Step summarise/ }).waitFor() },
  {
    name: 'run, live, a mapped step',
    scenario: 'full',
    address: run('live'),
    show: (page) => page.getByRole('button', { name: /^Step summarise/ }).click(),
  },
  { name: 'run, waiting', scenario: 'full', address: run('waiting'), show: (page) => page.getByRole('button', { name: /^Step settle/ }).click() },
  { name: 'run, failed', scenario: 'full', address: run('failed'), show: (page) => page.getByRole('button', { name: /^Step fetch/ }).click() },
  { name: 'run, cancelled', scenario: 'full', address: run('cancelled'), show: (page) => page.getByRole('button', { name: /^Step collect/ }).waitFor() },
  { name: 'run, succeeded', scenario: 'full', address: run('succeeded'), show: (page) => page.getByRole('button', { name: /^Step parse/ }).click() },
  { name: 'run, queued', scenario: 'full', address: run('queued'), show: (page) => page.getByRole('button', { name: /^Step file_1/ }).waitFor() },
  { name: 'run, many steps', scenario: 'full', address: run('crawl'), show: (page) => page.getByRole('button', { name: /^Step sitemap/ }).waitFor() },
  { name: 'run, loading', scenario: 'slow', address: run('live'), show: (page) => page.locator('[aria-busy=true]').first().waitFor() },
  { name: 'run, not there', scenario: 'full', address: '/runs/SBX-0', show: (page) => page.getByRole('alert').waitFor() },
  {
    name: 'shortcuts',
    scenario: 'full',
    address: '/pipelines',
    show: (page) =>
      page
        .getByText('document_digest')
        .waitFor()
        .then(() => page.keyboard.press('?'))
        .then(() => page.getByRole('dialog').waitFor()),
  },
  {
    name: 'running work',
    menuOpen: true,
    scenario: 'full',
    address: '/pipelines',
    show: async (page) => {
      await page.getByText('document_digest').waitFor()
      await page.getByRole('button', { name: /running; show them/ }).click()
      await page.getByRole('menuitem', { name: /SBX-/ }).first().waitFor()
    },
  },
  {
    name: 'narrow rail, small window',
    scenario: 'full',
    address: pipeline(0),
    size: { width: 960, height: 600 },
    show: async (page) => {
      await openDigest(page)
      await page.getByRole('button', { name: 'Widen the rail' }).waitFor()
    },
  },
  {
    name: 'pipeline, saved',
    scenario: 'full',
    address: pipeline(3),
    show: async (page) => {
      await page.getByText('No problems').first().waitFor()
      await typeInEditor(page, '\n# changed')
      await page.getByText('Unsaved changes').waitFor()
      await page.getByText('No problems').first().waitFor()
      await page.keyboard.press('Control+s')
      await page.getByText('Saved nightly_index as version 5').waitFor()
    },
  },
  { name: 'engine ailing', scenario: 'ailing', address: '/pipelines', show: text('The engine needs attention.') },
  { name: 'engine starting', scenario: 'starting', address: '/pipelines', show: text('The engine is starting.') },
  { name: 'engine down', scenario: 'down', address: '/pipelines', show: text(/^Nothing answers at/) },
  { name: 'no such page', scenario: 'full', address: '/nowhere', show: text('There is no such page') },
]
