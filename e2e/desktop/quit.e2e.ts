import { once } from 'node:events'
import { expect, test } from '../support/desktop-bus/bus-test'
import { answerQuestions } from '../support/dialogs'
import { waitUntilLive } from '../support/engine-states'
import { closeWindow, isWindowVisible } from '../support/main-window'
import type { RunningApp } from '../support/launch-app'

test.skip(process.platform !== 'linux', 'a session bus is a matter of Linux')

const QUIT = 0
const KEEP_RUNNING = 1
const QUESTION = { message: '1 run is at work.', detail: 'It goes on when Signalbox is started again.', buttons: ['Quit', 'Keep running'] }

const ended = ({ app }: RunningApp) => once(app.process(), 'exit')

test('quitting in the middle of work asks, and goes by the answer; at the next start the run goes on, and quitting after it asks nothing', async ({
  panel,
  desktop,
  dataFolder,
  launch,
  hold,
}) => {
  await waitUntilLive(desktop.page)
  const run = hold('nightly')
  await expect.poll(async () => (await panel.tray())?.tooltip.join('')).toBe('1 run at work')

  const kept = await answerQuestions(desktop, KEEP_RUNNING)
  await panel.choose('Quit Signalbox')
  await expect.poll(kept).toEqual([QUESTION])
  await desktop.app.evaluate(({ Menu }) => {
    const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? [])
    items?.find(({ role }) => role === 'quit')?.click()
  })
  await expect.poll(kept).toEqual([QUESTION, QUESTION])
  expect(desktop.hasEnded()).toBe(false)
  expect(await isWindowVisible(desktop)).toBe(true)

  await answerQuestions(desktop, QUIT)
  const end = ended(desktop)
  await panel.choose('Quit Signalbox')
  expect(await end).toEqual([0, null])

  run.succeed()
  const again = await launch(dataFolder)
  await waitUntilLive(again.page)
  await again.page.getByRole('link', { name: /^Runs/ }).first().click()
  await expect(again.page.getByRole('row', { name: /nightly/ })).toContainText(/succeeded/i, { timeout: 45_000 })

  await expect.poll(async () => (await panel.tray())?.tooltip.join('')).toBe('Nothing is running')
  const endAgain = ended(again)
  await panel.choose('Quit Signalbox')
  expect(await endAgain).toEqual([0, null])
})

test('a session that ends asks nothing either', async ({ panel, desktop, hold }) => {
  await waitUntilLive(desktop.page)
  hold('nightly')
  await expect.poll(async () => (await panel.tray())?.tooltip.join('')).toBe('1 run at work')
  const end = ended(desktop)
  process.kill(desktop.app.process().pid ?? 0, 'SIGTERM')
  expect(await end).toEqual([0, null])
})

test('closing the window quits where nothing shows a tray, and asks first when runs are at work', async ({ desktop, hold }) => {
  await waitUntilLive(desktop.page)
  const run = hold('nightly')
  await expect.poll(() => desktop.page.getByRole('contentinfo').textContent()).toContain('1 running')
  const asked = await answerQuestions(desktop, KEEP_RUNNING)
  await closeWindow(desktop)
  await expect.poll(asked).toEqual([QUESTION])
  expect(await isWindowVisible(desktop)).toBe(true)

  run.succeed()
  await expect.poll(() => desktop.page.getByRole('contentinfo').textContent()).toContain('0 running')
  const end = ended(desktop)
  await closeWindow(desktop)
  expect(await end).toEqual([0, null])
  expect(await asked().catch(() => 'gone')).toBe('gone')
})
