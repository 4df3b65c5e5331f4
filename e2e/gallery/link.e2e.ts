import { expect, test } from './gallery-test'
import { sampleId, SPACES } from './sample-ids'
import { STORIES } from './sample-world'

test.beforeEach(async ({ page }) => {
  await page.getByRole('link', { name: 'Pipelines', exact: true }).click()
})

test('a lost engine is told, commands rest with a reason, and all goes on when it is back', async ({ page, gallery }) => {
  await page.getByRole('link', { name: 'document_digest' }).click()
  const run = page.getByRole('button', { name: 'Run', exact: true })
  await expect(run).toBeEnabled()

  gallery.refuse(true)
  await expect(page.getByText('Engine reconnecting')).toBeVisible()
  await expect(page.getByText(/^Nothing answers at 127\.0\.0\.1:\d+\.$/).first()).toBeVisible()
  await expect(run).toBeDisabled()
  await run.hover()
  await expect(page.getByRole('tooltip')).toContainText('not connected')
  await expect(page.getByText('Engine out of reach')).toBeVisible()

  gallery.refuse(false)
  await page.getByRole('button', { name: 'Try now' }).click()
  await expect(page.getByText('Engine live')).toBeVisible()
  await expect(run).toBeEnabled()
})

test('a run that is watched goes on where it was after a lost connection', async ({ page, gallery }) => {
  await page.evaluate((address) => (location.hash = address), `/runs/${sampleId(SPACES.run, STORIES.live)}`)
  const card = page.getByRole('button', { name: /^Step summarise running/ })
  await expect(card).toBeVisible()
  gallery.drop()
  await expect(page.getByText('Engine live')).toBeVisible()
  await expect(card).toContainText(/map \d+ of 52/)
})

test('keys lead through the app', async ({ page }) => {
  await page.getByRole('link', { name: 'document_digest' }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await expect(page.getByRole('heading', { name: 'Runs', level: 1 })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('p')
  await page.getByRole('link', { name: 'backup_check' }).waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'backup_check', level: 1 })).toBeVisible()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.keyboard.press('r')
  await expect(page.getByRole('dialog', { name: 'Run backup_check' })).toBeVisible()
})

test('arrows lead through the graph, and the file follows', async ({ page }) => {
  await page.getByRole('link', { name: 'document_digest' }).click()
  await page.getByRole('button', { name: /^Step collect/ }).focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('button', { name: /^Step (parse|statistics)/ }).and(page.locator(':focus'))).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.locator('.cm-chosenLine').first()).toBeVisible()
})

test('a fix is applied from the list of problems', async ({ page }) => {
  await page.getByRole('link', { name: 'nightly_index' }).click()
  const editor = page.getByRole('textbox', { name: /^Pipeline file/ })
  await editor.click()
  await page.keyboard.press('Control+End')
  await page.keyboard.insertText('\n  - id: tell\n    uses: shell\n    neds: []')
  await page.getByRole('button', { name: 'Change to “needs”' }).click()
  await expect(page.getByText('No problems:')).toBeVisible()
  await expect(editor).toContainText('needs: []')
})
