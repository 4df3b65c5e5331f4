import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from '@playwright/test'
import { expect, oneDesktop, test } from '../support/desktop-bus/bus-test'
import { clientOf } from '../support/engine-client'
import { waitUntilLive } from '../support/engine-states'
import { closeWindow, isWindowVisible } from '../support/main-window'

test.skip(process.platform !== 'linux', 'a session bus is a matter of Linux')

// Each ends with nothing at work and the window open: one app is enough for all.
const telling = oneDesktop({ panel: true })

/** The app, and what it tells from now on. */
async function fromNow() {
  const { bus: panel, desktop, hold } = telling()
  await waitUntilLive(desktop.page)
  const [shown, withdrawn] = [panel.notifications.length, panel.withdrawn.length]
  return { panel, desktop, hold, told: () => panel.notifications.slice(shown), withdrawn: () => panel.withdrawn.slice(withdrawn) }
}

const TELLING = `name: telling
steps:
  - id: tell
    uses: notify
    with: { title: Report ready, text: "R&D has <b>12</b> pages." }
`

async function tellFailures(page: Page, wanted: boolean): Promise<void> {
  await page.evaluate(() => (location.hash = '/settings/notifications'))
  await page.getByRole('checkbox', { name: 'Tell when a step or a run fails' }).setChecked(wanted)
  await page.getByRole('region', { name: 'Unsaved changes' }).getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('region', { name: 'Unsaved changes' })).toBeHidden()
}

test('failures are not told once they are switched off, but what a pipeline asks to be shown is', async () => {
  const { panel, desktop, hold, told } = await fromNow()
  const { page } = desktop
  await tellFailures(page, false)
  await closeWindow(desktop)
  await expect.poll(() => isWindowVisible(desktop)).toBe(false)

  hold('nightly').fail()
  await expect.poll(async () => (await panel.tray())?.tooltip.join('')).toBe('1 run failed since you last looked')
  const file = join(desktop.dataFolder, 'telling.yaml')
  await writeFile(file, TELLING)
  await promisify(execFile)(process.execPath, [resolve('out/main/cli.cjs'), 'run', file, '--data', desktop.dataFolder])

  await expect.poll(() => told().map(({ summary }) => summary)).toEqual(['Signalbox stays in the tray', 'Report ready'])
  const report = told().at(-1)
  // Bodies are read as markup: this one means what it says.
  expect(report?.body).toBe('R&amp;D has &lt;b&gt;12&lt;/b&gt; pages.')
  await panel.clickNotification(report?.id ?? 0)
  await expect.poll(() => isWindowVisible(desktop)).toBe(true)
  await expect(page).toHaveURL(/#\/runs\/[0-9a-f-]{36}$/)
  await expect(page.getByRole('main')).toContainText('telling')
  await tellFailures(page, true)
})

const ASKING = `name: newsletter
steps:
  - id: ask
    uses: approval
    with: { question: "Send it to R&D?" }
`

test('a question is told, and a click on it opens the inbox', async () => {
  const { panel, desktop, told } = await fromNow()
  const { client, close } = await clientOf(desktop.dataFolder)
  await client.pipelines.save({ text: ASKING })
  await closeWindow(desktop)
  await expect.poll(() => isWindowVisible(desktop)).toBe(false)
  const { externalId, runId } = await client.runs.start({ pipeline: 'newsletter' })

  const questions = () => told().filter(({ summary }) => summary === 'newsletter asks')
  await expect.poll(questions).toHaveLength(1)
  expect(questions()[0]?.body).toBe(`${externalId}: Send it to R&amp;D?`)
  await panel.clickNotification(questions()[0]?.id ?? 0)
  await expect.poll(() => isWindowVisible(desktop)).toBe(true)
  await expect(desktop.page).toHaveURL(/#\/approvals$/)
  await expect(desktop.page.getByRole('region', { name: 'The question' })).toContainText('Send it to R&D?')
  await client.runs.cancel({ runId })
  expect(questions()).toHaveLength(1)
  await close()
})

test('many failures at once are one notification, which opens the list', async () => {
  const { panel, desktop, hold, told, withdrawn } = await fromNow()
  const runs = ['a', 'b', 'c', 'd', 'e'].map((name) => hold(`batch_${name}`))
  await expect.poll(async () => (await panel.tray())?.tooltip.join('')).toBe('5 runs at work')
  for (const run of runs) run.fail()

  const group = () => told().find(({ summary }) => summary === '5 runs failed')
  await expect.poll(group).toBeDefined()
  const single = told().filter(({ summary }) => summary.includes('step wait failed'))
  expect(new Set(withdrawn())).toEqual(new Set(single.map(({ id }) => id)))
  await panel.clickNotification(group()?.id ?? 0)
  await expect(desktop.page).toHaveURL(/#\/runs$/)
})

test('a step that fails is told by a notification, and a click on it opens the run', async () => {
  const { panel, desktop, hold, told } = await fromNow()
  const other = hold('other')
  const run = hold('nightly')
  await expect.poll(async () => (await panel.tray())?.tooltip.join('')).toBe('2 runs at work')
  await closeWindow(desktop)
  await expect.poll(() => isWindowVisible(desktop)).toBe(false)
  run.fail()

  const failures = () => told().filter(({ summary }) => summary.includes('failed'))
  await expect.poll(failures).toHaveLength(1)
  const [first] = failures()
  expect(first).toMatchObject({ summary: 'nightly: step wait failed', actions: expect.arrayContaining(['default']) })
  expect(first?.body).toMatch(/^SBX-\d+: .*3/)

  await panel.clickNotification(first?.id ?? 0)
  await expect.poll(() => isWindowVisible(desktop)).toBe(true)
  await expect(desktop.page).toHaveURL(/#\/runs\/[0-9a-f-]{36}$/)
  await expect(desktop.page.getByRole('main')).toContainText('nightly')

  // The run has failed by now, too: it is the same news.
  other.succeed()
  await expect.poll(async () => (await panel.tray())?.tooltip.join('')).toBe('Nothing is running')
  expect(failures()).toHaveLength(1)
})

test('what fails while the engine is being started again is told when it is back, once', async () => {
  const { panel, desktop, hold, told } = await fromNow()
  const run = hold('nightly')
  await expect.poll(async () => (await panel.tray())?.tooltip.join('')).toBe('1 run at work')
  process.kill(await desktop.enginePid(), 'SIGKILL')
  run.fail()
  const failures = () => told().filter(({ summary }) => summary.includes('failed'))
  await expect.poll(failures, { timeout: 45_000 }).toHaveLength(1)
  expect(failures()[0]?.summary).toMatch(/^nightly/)
  await expect.poll(async () => (await panel.tray())?.tooltip.join('')).not.toContain('at work')
  expect(failures()).toHaveLength(1)
})
