import type { Page } from '@playwright/test'
import { expect, type Gallery, test } from './gallery-test'
import { sampleId, SPACES } from './sample-ids'
import { STORIES } from './sample-world'

let gallery: Gallery
let page: Page

test.beforeEach(({ page: live, gallery: server }) => {
  page = live
  gallery = server
})

const go = (address: string) => page.evaluate((to) => (location.hash = to), address)
const palette = async (text: string) => {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Search and commands' })).toBeFocused()
  await page.keyboard.type(text)
}

test('the palette leads anywhere, runs a pipeline, and gives the focus back', async () => {
  await palette('settings secrets')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Secrets', level: 2 })).toBeVisible()

  await palette('run document')
  await expect(page.getByRole('option', { name: /Run document_digest/, selected: true })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Run document_digest' })).toBeVisible()
  await page.keyboard.press('Escape')

  await palette('theme dark')
  await page.keyboard.press('Enter')
  await expect(page.locator('html[data-theme=dark]')).toBeAttached()

  await palette('')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toBeHidden()
})

test('the past of a run is a key away, and so is the present', async () => {
  await go(`/runs/${sampleId(SPACES.run, STORIES.succeeded)}`)
  const card = (name: string) => page.getByRole('button', { name: new RegExp(`^Step ${name}`) })
  await expect(card('publish')).toContainText('succeeded')
  const slider = page.getByRole('slider', { name: 'Moment of the run' })
  await slider.focus()
  await page.keyboard.press('Home')
  await expect(page.getByText('before it began')).toBeVisible()
  await expect(card('collect')).toContainText('pending')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect(slider).toHaveAttribute('aria-valuetext', /event 2: collect: running/)
  await expect(card('collect')).toContainText('running')
  await expect(card('publish')).toContainText('pending')
  await page.keyboard.press('End')
  await expect(page.getByText('You see the past:')).toBeHidden()
  await expect(card('publish')).toContainText('succeeded')
  await page.keyboard.press('ArrowLeft')
  await expect(page.getByText('You see the past:')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByText('You see the past:')).toBeHidden()
})

test('settings are saved by key, refused at their field, and kept while one looks elsewhere', async () => {
  await page.keyboard.press('Control+,')
  await page.getByRole('link', { name: 'E-mail' }).click()
  await page.getByRole('textbox', { name: 'Server' }).fill('')
  await page.getByRole('link', { name: /Network and files/ }).click()
  await page.getByRole('textbox', { name: 'Private addresses that steps may reach' }).fill('nas.local')
  await page.keyboard.press('Control+s')
  await expect(page.getByRole('textbox', { name: 'Server' })).toBeFocused()
  await expect(page.getByText('Which server sends the mail?')).toBeVisible()

  await page.keyboard.type('mail.example.com')
  await go('/runs')
  await expect(page.getByRole('heading', { name: 'Runs', level: 1 })).toBeVisible()
  await go('/settings/email')
  await expect(page.getByRole('region', { name: 'Unsaved changes' })).toBeVisible()
  await page.keyboard.press('Control+s')
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Unsaved changes' })).toBeHidden()
})

test('a model is added with its key in one go', async () => {
  await go('/settings/models')
  await page.getByRole('button', { name: 'Add a model' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('second')
  await page.getByRole('textbox', { name: 'Model', exact: true }).fill('small')
  await page.getByRole('combobox', { name: 'Key' }).click()
  await page.getByRole('option', { name: 'Enter a new one…' }).click()
  await page.getByRole('textbox', { name: 'Value of the key' }).fill('sk-1234567890')
  await page.getByRole('textbox', { name: 'Name of the secret' }).fill('SECOND_KEY')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('list', { name: 'Models' })).toContainText('second')
  await page.getByRole('link', { name: 'Secrets' }).click()
  await expect(page.getByRole('list', { name: 'Secrets' })).toContainText('SECOND_KEY')
})

test('a wrong key is replaced in place, and the outcome of a test is in view', async () => {
  await page.setViewportSize({ width: 1280, height: 640 })
  await go('/settings/models')
  await page.getByRole('button', { name: 'Add a model' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('third')
  await page.getByRole('textbox', { name: 'Model', exact: true }).fill('small')
  const chooseNew = async () => {
    await page.getByRole('combobox', { name: 'Key' }).click()
    await page.getByRole('option', { name: 'Enter a new one…' }).click()
  }
  await chooseNew()
  await page.getByRole('textbox', { name: 'Value of the key' }).fill('sk-wrong-key')
  await page.getByRole('textbox', { name: 'Name of the secret' }).fill('THIRD_KEY')
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(page.getByRole('dialog').getByText(/It answers:|The test failed\./)).toBeInViewport()

  await page.getByRole('button', { name: 'Replace its value' }).click()
  await page.getByRole('textbox', { name: 'New value of THIRD_KEY' }).fill('sk-better-key')
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(page.getByRole('combobox', { name: 'Key' })).toContainText('THIRD_KEY')

  await chooseNew()
  await page.getByRole('textbox', { name: 'Value of the key' }).fill('sk-best-key')
  await page.getByRole('textbox', { name: 'Name of the secret' }).fill('THIRD_KEY')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('list', { name: 'Models' })).toContainText('third')
})

test('Enter keeps a secret of one line, Shift+Enter adds a line, and the focus comes back', async () => {
  await go('/settings/secrets')
  const add = page.getByRole('button', { name: 'Add a secret' })
  await add.click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('FOURTH_KEY')
  const value = page.getByRole('textbox', { name: 'Value', exact: true })
  await value.fill('first line')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('second line')
  await expect(value).toHaveValue('first line\nsecond line')
  await value.fill('sk-1234567890')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('list', { name: 'Secrets' })).toContainText('FOURTH_KEY')
  await expect(page.locator('body')).not.toBeFocused()

  await add.focus()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(add).toBeFocused()
})

test('a small window narrows the rail and puts the inspector below', async () => {
  await page.setViewportSize({ width: 800, height: 800 })
  await go(`/runs/${sampleId(SPACES.run, STORIES.succeeded)}`)
  await expect(page.getByRole('button', { name: 'Widen the rail' })).toBeVisible()
  await expect(page.getByRole('separator', { name: 'Inspector height' })).toBeVisible()
  await page.setViewportSize({ width: 1280, height: 800 })
  await expect(page.getByRole('button', { name: 'Narrow the rail' })).toBeVisible()
  await expect(page.getByRole('separator', { name: 'Inspector width' })).toBeVisible()
})

test('a connection that breaks off leaves no error behind, and clocks stand still until it is back', async () => {
  const uncaught: string[] = []
  page.on('pageerror', (error) => uncaught.push(error.message))
  await go(`/runs/${sampleId(SPACES.run, STORIES.live)}`)
  const fact = page.getByText(/^Running for/).first()
  await expect(fact).toBeVisible()
  gallery.refuse(true)
  gallery.drop()
  await expect(page.getByText('Engine out of reach')).toBeVisible({ timeout: 15_000 })
  const stood = await fact.textContent()
  // The countdown of the banner goes on: a second has passed when it tells another one.
  const countdown = page.getByText(/Next try in \d+ s/).first()
  const before = (await countdown.textContent()) ?? ''
  await expect(countdown).not.toHaveText(before)
  expect(await fact.textContent()).toBe(stood)
  gallery.refuse(false)
  await page.getByRole('button', { name: 'Try now' }).click()
  await expect(page.getByText('Engine live')).toBeVisible()
  await expect(fact).not.toHaveText(stood ?? '')
  expect(uncaught).toEqual([])
})

test('a file is downloaded whole', async () => {
  await go(`/runs/${sampleId(SPACES.run, STORIES.answered)}`)
  await page.getByRole('complementary', { name: 'Inspector' }).getByRole('tab', { name: 'Files' }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download report.md' }).click()])
  expect(download.suggestedFilename()).toBe('report.md')
})

test('saving with an error leads to it, a template leads to its file, and unsaved work is marked', async () => {
  await go('/pipelines/new')
  await page.getByRole('main').getByRole('listitem').getByRole('button').first().click()
  const editor = page.getByRole('textbox', { name: /^Pipeline file/ })
  await expect(editor).toBeFocused()

  await go(`/pipelines/${sampleId(SPACES.pipeline, 3)}`)
  await page.getByText('No problems').first().waitFor()
  await editor.click()
  await page.keyboard.press('Control+End')
  await page.keyboard.insertText('\n  - id: tell\n    uses: shell\n    neds: []')
  await expect(page.getByRole('button', { name: /^Change to/ }).first()).toBeVisible()
  await page.getByRole('tab', { name: /^Problems/ }).focus()
  await page.keyboard.press('Control+s')
  await expect(page.getByText('Not saved: 1 error must be mended first')).toBeVisible()
  await expect(editor).toBeFocused()

  await go('/pipelines')
  await expect(page.getByRole('row', { name: /nightly_index/ })).toContainText('unsaved changes')
})

test('versions are compared, walked through and taken up again by keys; what was unsaved is not lost', async () => {
  await go(`/pipelines/${sampleId(SPACES.pipeline, 0)}`)
  await page.getByText('No problems').first().waitFor()
  const editor = page.getByRole('textbox', { name: /^Pipeline file/ })
  await editor.click()
  await page.keyboard.press('Control+End')
  await page.keyboard.insertText('\n# mine')
  await expect(page.getByText('Unsaved changes', { exact: true })).toBeVisible()

  await palette('compare versions')
  await page.keyboard.press('Enter')
  const compared = page.getByRole('region', { name: 'Versions compared' })
  await expect(compared).toBeVisible()
  await expect(page).toHaveURL(/compare=6-7/)
  const tidy = page.getByRole('textbox', { name: 'Version 6' }).getByText('id: tidy')
  await compared.getByRole('button', { name: 'Step tidy removed' }).press('Enter')
  await expect(tidy).toBeInViewport()
  await page.keyboard.press('Escape')
  await expect(compared).toBeHidden()
  await expect(page).not.toHaveURL(/compare/)
  await expect(page.getByText('Unsaved changes', { exact: true })).toBeVisible()

  await page.keyboard.press('c')
  await page.getByRole('button', { name: 'Edit from version 6' }).click()
  await expect(editor).toContainText('id: tidy')
  await page.getByRole('button', { name: 'Bring them back' }).click()
  await expect(editor).not.toContainText('id: tidy')
  await expect(page.getByText('Unsaved changes', { exact: true })).toBeVisible()
})

test('a run says what it waits for, and leads to what frees it', async () => {
  await go(`/runs/${sampleId(SPACES.run, STORIES.grouped)}`)
  const line = page.getByRole('note', { name: 'What this run waits for' })
  await line.getByRole('button', { name: /^Open SBX-/ }).click()
  await expect(line).toBeHidden()
  await expect(page.getByRole('heading', { name: /^running Run SBX-/ })).toBeVisible()

  await go(`/runs/${sampleId(SPACES.run, STORIES.place)}`)
  await line.getByRole('button', { name: 'Open the queues' }).click()
  await expect(page.getByRole('heading', { name: 'Queues', level: 1 })).toBeVisible()

  // Of what was, the line has nothing to say.
  await go(`/runs/${sampleId(SPACES.run, STORIES.waiting)}`)
  await expect(line).toContainText('settle waits on purpose')
  await page.keyboard.press('[')
  await expect(line).toBeHidden()
  await page.keyboard.press('l')
  await expect(line).toBeVisible()
})
