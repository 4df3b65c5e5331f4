import { resolve } from 'node:path'
import { type Browser, type Page, test as base, expect } from '@playwright/test'
import { launchHeadlessShell } from '../support/chromium'
import { beginAnew, openAnew } from './open-anew'
import { type Gallery, openGallery } from './gallery-server'

export { expect, type Gallery }

/** `npm run gallery`: every scene in both themes, with pictures to look at. */
export const FULL = process.env['SIGNALBOX_GALLERY'] === 'full'

/** Where nobody looks at pictures or measures, a quarter of the points is painted: enough to see what failed. */
const deviceScaleFactor = FULL || process.env['SIGNALBOX_BENCH'] !== undefined ? 1 : 0.5

interface GalleryFixtures {
  /** The built page and an engine of sample data. */
  readonly gallery: Gallery
}

interface WorkerFixtures {
  readonly server: Gallery
  readonly folder: string
  readonly chromium: Browser
  /** One for all: a document of its own for each scene and test costs less than a tab of its own. */
  readonly tab: Page
}

/** Tests of the page against the gallery's engine: `page` is a live one on the dashboard. */
export const test = base.extend<GalleryFixtures, WorkerFixtures>({
  folder: [resolve(process.env['SIGNALBOX_PAGE'] ?? 'out/renderer'), { option: true, scope: 'worker' }],
  chromium: [
    async ({}, provide) => {
      const browser = await launchHeadlessShell()
      await provide(browser)
      await browser.close()
    },
    { scope: 'worker' },
  ],
  tab: [
    async ({ chromium }, provide) => {
      const context = await chromium.newContext({ deviceScaleFactor })
      const tab = await context.newPage()
      await tab.addInitScript(beginAnew)
      await provide(tab)
      await context.close()
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ folder }, provide) => {
      const server = await openGallery(folder)
      await provide(server)
      await server.stop()
    },
    { scope: 'worker' },
  ],
  gallery: async ({ server }, provide) => {
    await provide(server)
    server.refuse(false)
  },
  page: async ({ gallery, tab }, provide) => {
    await tab.mouse.move(0, 0)
    await tab.setViewportSize({ width: 1280, height: 720 })
    await tab.emulateMedia({ colorScheme: 'light', reducedMotion: null })
    await openAnew(tab, gallery, 'full', '/')
    await expect(tab.getByText('Engine live')).toBeVisible()
    await provide(tab)
    tab.removeAllListeners()
  },
})
