import { resolve } from 'node:path'
import { type Browser, expect, type Locator, type Page, test } from '@playwright/test'
import { launchBrowser } from '../support/chromium'
import { type Gallery, openGallery } from './gallery-server'
import { sampleId, SPACES } from './sample-ids'
import { WORDY_RUN } from './sample-wordy-log'
import { blankList, inWords, measureScroll, type ScrollMeasure } from './scroll-measure'

let gallery: Gallery
let browser: Browser
let blank: ScrollMeasure

test.beforeAll(async () => {
  gallery = await openGallery(resolve(process.env['SIGNALBOX_PAGE'] ?? 'out/renderer'))
  browser = await launchBrowser()
  const page = await browser.newPage()
  blank = await measureScroll(page, await blankList(page))
  await page.close()
})

test.afterAll(async () => {
  await browser.close()
  await gallery.stop()
})

const LISTS: readonly { readonly name: string; readonly address: string; readonly list: (page: Page) => Locator }[] = [
  { name: 'a list of 100,000 runs', address: '/runs', list: (page) => page.getByRole('grid', { name: 'Runs' }) },
  {
    name: "a run's log of 100,000 lines",
    address: `/runs/${sampleId(SPACES.run, WORDY_RUN)}`,
    list: (page) => page.getByRole('grid', { name: 'Log of the run' }),
  },
  { name: 'the log of all runs', address: '/logs', list: (page) => page.getByRole('grid', { name: 'Log of all runs' }) },
]

for (const { name, address, list } of LISTS) {
  test(`${name} scrolls without a task over 50 ms`, async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.goto(`${gallery.url}/#token=full`)
    await page.getByText('Engine live').waitFor()
    await page.evaluate((to) => (location.hash = to), address)
    const rows = list(page)
    await rows.getByRole('row').nth(8).waitFor()
    await rows.evaluate((node) => (node.scrollTop = 0))
    const measure = await measureScroll(page, rows)
    await page.close()
    console.log(`${name}: ${inWords(measure)}; a blank list: ${inWords(blank)}`)
    // Processor time: what a machine that is busy with other work adds is not the list's.
    expect(measure.longestTask).toBeLessThan(50)
  })
}
