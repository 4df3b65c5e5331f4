import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '../support/desktop-bus/bus-test'
import { clientOf } from '../support/engine-client'
import { waitUntilLive } from '../support/engine-states'
import { closeWindow, isWindowVisible } from '../support/main-window'

test.skip(process.platform !== 'linux', 'a session bus is a matter of Linux')

test('a step that fails is told by a notification, and a click on it opens the run', async ({ panel, desktop, hold }) => {
  await waitUntilLive(desktop.page)
  const other = hold('other')
  const run = hold('nightly')
  await expect.poll(async () => (await panel.tray())?.tooltip.join('')).toBe('2 runs at work')
  await closeWindow(desktop)
  await expect.poll(() => isWindowVisible(desktop)).toBe(false)
  run.fail()

  const failures = () => panel.notifications.filter(({ summary }) => summary.includes('failed'))
  await expect.poll(failures).toHaveLength(1)
  const [told] = failures()
  expect(told).toMatchObject({ summary: 'nightly: step wait failed', actions: expect.arrayContaining(['default']) })
  expect(told?.body).toMatch(/^SBX-[12]: .*3/)

  await panel.clickNotification(told?.id ?? 0)
  await expect.poll(() => isWindowVisible(desktop)).toBe(true)
  await expect(desktop.page).toHaveURL(/#\/runs\/[0-9a-f-]{36}$/)
  await expect(desktop.page.getByRole('main')).toContainText('nightly')

  // The run has failed by now, too: it is the same news.
  other.succeed()
  await expect.poll(async () => (await panel.tray())?.tooltip.join('')).toBe('Nothing is running')
  expect(failures()).toHaveLength(1)
})

test('many failures at once are one notification, which opens the list', async ({ panel, desktop, hold }) => {
  await waitUntilLive(desktop.page)
  const runs = ['a', 'b', 'c', 'd', 'e'].map((name) => hold(`batch_${name}`))
  await expect.poll(async () => (await panel.tray())?.tooltip.join('')).toBe('5 runs at work')
  for (const run of runs) run.fail()

  const group = () => panel.notifications.find(({ summary }) => summary === '5 runs failed')
  await expect.poll(group).toBeDefined()
  const single = panel.notifications.filter(({ summary }) => summary.includes('step wait failed'))
  expect(new Set(panel.withdrawn)).toEqual(new Set(single.map(({ id }) => id)))
  await panel.clickNotification(group()?.id ?? 0)
  await expect(desktop.page).toHaveURL(/#\/runs$/)
})

test('what fails while the engine is being started again is told when it is back, once', async ({ panel, desktop, hold }) => {
  await waitUntilLive(desktop.page)
  const run = hold('nightly')
  await expect.poll(async () => (await panel.tray())?.tooltip.join('')).toBe('1 run at work')
  process.kill(await desktop.enginePid(), 'SIGKILL')
  run.fail()
  const failures = () => panel.notifications.filter(({ summary }) => summary.includes('failed'))
  await expect.poll(failures, { timeout: 45_000 }).toHaveLength(1)
  expect(failures()[0]?.summary).toMatch(/^nightly/)
  await expect.poll(async () => (await panel.tray())?.tooltip.join('')).not.toContain('at work')
  expect(failures()).toHaveLength(1)
})

const TELLING = `name: telling
steps:
  - id: tell
    uses: notify
    with: { title: Report ready, text: "R&D has <b>12</b> pages." }
`

test('failures are not told once they are switched off, but what a pipeline asks to be shown is', async ({ panel, desktop, dataFolder, hold }) => {
  const { page } = desktop
  await waitUntilLive(page)
  await page.evaluate(() => (location.hash = '/settings/notifications'))
  await page.getByRole('checkbox', { name: 'Tell when a step or a run fails' }).uncheck()
  await page.getByRole('region', { name: 'Unsaved changes' }).getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('region', { name: 'Unsaved changes' })).toBeHidden()
  await closeWindow(desktop)
  await expect.poll(() => isWindowVisible(desktop)).toBe(false)

  hold('nightly').fail()
  await expect.poll(async () => (await panel.tray())?.tooltip.join('')).toBe('1 run failed since you last looked')
  const file = join(dataFolder, 'telling.yaml')
  await writeFile(file, TELLING)
  await promisify(execFile)(process.execPath, [resolve('out/main/cli.cjs'), 'run', file, '--data', dataFolder])

  await expect.poll(() => panel.notifications.map(({ summary }) => summary)).toEqual(['Signalbox stays in the tray', 'Report ready'])
  const told = panel.notifications.at(-1)
  // Bodies are read as markup: this one means what it says.
  expect(told?.body).toBe('R&amp;D has &lt;b&gt;12&lt;/b&gt; pages.')
  await panel.clickNotification(told?.id ?? 0)
  await expect.poll(() => isWindowVisible(desktop)).toBe(true)
  await expect(page).toHaveURL(/#\/runs\/[0-9a-f-]{36}$/)
  await expect(page.getByRole('main')).toContainText('telling')
})

const ASKING = `name: newsletter
steps:
  - id: ask
    uses: approval
    with: { question: "Send it to R&D?" }
`

test('a question is told, and a click on it opens the inbox', async ({ panel, desktop, dataFolder }) => {
  await waitUntilLive(desktop.page)
  const { client, close } = await clientOf(dataFolder)
  await client.pipelines.save({ text: ASKING })
  await closeWindow(desktop)
  await expect.poll(() => isWindowVisible(desktop)).toBe(false)
  const { externalId, runId } = await client.runs.start({ pipeline: 'newsletter' })

  const questions = () => panel.notifications.filter(({ summary }) => summary === 'newsletter asks')
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
