import { resolve } from 'node:path'
import { chromium, test as base, expect } from '@playwright/test'
import { type Gallery, openGallery } from './gallery-server'

export { expect }

interface GalleryFixtures {
  readonly folder: string
  /** The built page and an engine of sample data. */
  readonly gallery: Gallery
}

/** Tests of the page against the gallery's engine: `page` is a live one on the dashboard. */
export const test = base.extend<GalleryFixtures>({
  folder: [resolve(process.env['SIGNALBOX_PAGE'] ?? 'out/renderer'), { option: true }],
  gallery: async ({ folder }, provide) => {
    const gallery = await openGallery(folder)
    await provide(gallery)
    await gallery.stop()
  },
  page: async ({ gallery }, provide) => {
    const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
    const page = await browser.newPage()
    await page.goto(`${gallery.url}/#token=full`)
    await expect(page.getByText('Engine live')).toBeVisible()
    await provide(page)
    await browser.close()
  },
})
