import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from './gallery-test'
import { sampleId, SPACES } from './sample-ids'
import { WORDY_RUN } from './sample-wordy-log'

test.beforeEach(async ({ page }) => {
  await page.keyboard.press('g')
  await page.keyboard.press('l')
})

const lines = (page: Page) => page.getByRole('grid', { name: 'Log of all runs' })
const following = (page: Page) => page.getByRole('button', { name: 'Following' })

test('following is left by scrolling up and taken up again with End', async ({ page }) => {
  await lines(page).getByRole('row').nth(20).waitFor()
  await expect(following(page)).toBeVisible()
  await lines(page).hover()
  await page.mouse.wheel(0, -900)
  await expect(page.getByRole('button', { name: 'Follow', exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: /new line/ })).toBeVisible()
  await page.keyboard.press('End')
  await expect(following(page)).toBeVisible()
})

test('older lines come as one scrolls up to them', async ({ page }) => {
  await lines(page).getByRole('row').nth(20).waitFor()
  await lines(page).hover()
  const shown = async () => Number((/^([\d,]+) lines/.exec((await page.getByText(/ lines, back to /).textContent()) ?? '')?.[1] ?? '0').replace(',', ''))
  const first = await shown()
  await page.mouse.wheel(0, -30_000)
  await expect.poll(shown).toBeGreaterThan(first + 500)
})

test('a search is typed, its hits are walked with keys, and Enter opens the run at that line', async ({ page }) => {
  await page.keyboard.press('/')
  await page.keyboard.type('timeout')
  // A busy machine searches for the first letters too: lines that were found by these go when the rest is there.
  await page.locator('mark', { hasText: 'timeout' }).nth(5).waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.press('k')
  await page.keyboard.press('k')
  await expect(lines(page).locator('[aria-selected=true]')).toContainText('timeout')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: /Run SBX-/, level: 1 })).toBeVisible()
  expect(new URL(page.url()).search).toMatch(/line=\d+/)
  await page.goBack()
  await page.locator('mark').nth(5).waitFor()
})

test('a run is opened at a line of its log', async ({ page, gallery }) => {
  await page.goto(`${gallery.url}/?line=50000#/runs/${sampleId(SPACES.run, WORDY_RUN)}`)
  const current = page.getByRole('grid', { name: 'Log of the run' }).locator('[aria-selected=true]')
  await expect(current).toBeInViewport()
  await expect(current).toHaveAttribute('aria-rowindex', '50000')
})

test('what is shown is saved to a file', async ({ page }) => {
  await lines(page).getByRole('row').nth(20).waitFor()
  await page.getByRole('button', { name: 'Export' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: /As JSON/ }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^signalbox-log-[\d-]+\.jsonl$/)
  const written = (await readFile(await file.path(), 'utf8')).trim().split('\n')
  expect(written.length).toBeGreaterThan(900)
  expect(JSON.parse(written[0] ?? '')).toMatchObject({ externalId: expect.stringMatching(/^SBX-/), text: expect.any(String) })
})

test('after a lost connection the log goes on without gap or repeat', async ({ page, gallery }) => {
  await lines(page).getByRole('row').nth(20).waitFor()
  gallery.drop()
  await expect(page.getByText('Engine live')).toBeVisible()
  const download = async () => {
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: /As JSON/ }).click()
    return (await readFile(await (await saved).path(), 'utf8'))
      .trim()
      .split('\n')
      .map((line): { place: number } => JSON.parse(line))
  }
  await expect(following(page)).toBeVisible()
  const places = (await download()).map(({ place }) => place)
  expect(places.every((place, row) => row === 0 || place === (places[row - 1] ?? 0) + 1)).toBe(true)
})
