import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type BusDesktop, expect, oneDesktop, test } from '../support/desktop-bus/bus-test'
import type { DesktopBus } from '../support/desktop-bus/desktop-bus'
import { waitUntilLive } from '../support/engine-states'
import { appCommand } from '../support/launch-app'
import { closeWindow, isWindowVisible } from '../support/main-window'

test.skip(process.platform !== 'linux', 'a session bus is a matter of Linux')

const tooltip = async (panel: DesktopBus) => (await panel.tray())?.tooltip.join('')
const menu = async (panel: DesktopBus) => (await panel.tray())?.menu.map(({ label }) => label)
/** Which run it is depends on how many were before. */
const NIGHTLY = expect.stringMatching(/^nightly, SBX-\d$/)

const picture = async (panel: DesktopBus) => (await panel.tray())?.pixmaps.map(({ argb }) => argb).join()

// Each ends with nothing at work: one app is enough for all.
const tray = oneDesktop({ panel: false })
let hasPanel = false

/** The panel starts after the app, which closes its window then. */
async function startPanel(): Promise<void> {
  const { bus, desktop } = tray()
  hasPanel = true
  await waitUntilLive(desktop.page)
  await bus.startPanel()
  await closeWindow(desktop)
  await expect.poll(() => isWindowVisible(desktop)).toBe(false)
  await expect.poll(async () => (await bus.tray())?.items).toBe(1)
}

test('a panel that starts after the app gets its icon when the window closes', async () => {
  await startPanel()
  expect(await tooltip(tray().bus)).toBe('Nothing is running')
})

/** A panel, the window open, and nothing at work. */
async function atRest(): Promise<BusDesktop> {
  if (!hasPanel) await startPanel()
  const { bus, desktop } = tray()
  if (!(await isWindowVisible(desktop))) await bus.activate()
  await expect.poll(() => isWindowVisible(desktop)).toBe(true)
  await expect.poll(() => tooltip(bus)).toBe('Nothing is running')
  return tray()
}

test('closing the window leaves the app in the tray, where runs go on and end', async () => {
  const { bus: panel, desktop, hold } = await atRest()
  const engine = await desktop.enginePid()
  const run = hold('backup')
  await expect.poll(() => tooltip(panel)).toBe('1 run at work')

  for (let times = 1; times <= 2; times++) {
    await closeWindow(desktop)
    await expect.poll(() => isWindowVisible(desktop)).toBe(false)
    await panel.activate()
    await expect.poll(() => isWindowVisible(desktop)).toBe(true)
  }
  expect(panel.notifications.map(({ summary }) => summary)).toEqual(['Signalbox stays in the tray'])

  await closeWindow(desktop)
  run.succeed()
  await expect.poll(() => tooltip(panel)).toBe('Nothing is running')
  expect(desktop.hasEnded()).toBe(false)
  expect(await desktop.enginePid()).toBe(engine)
})

test('a run chosen in the menu of the tray is the page of the window then', async () => {
  const { bus: panel, desktop, hold } = await atRest()
  const run = hold('with_underscores')
  // Menus mark the letter after an underscore as a key; two of them stand for one.
  await expect.poll(() => menu(panel)).toContainEqual(expect.stringMatching(/^with__underscores, SBX-\d$/))
  const label = (await menu(panel))?.find((each) => each.startsWith('with__underscores')) ?? ''
  await closeWindow(desktop)
  await expect.poll(() => isWindowVisible(desktop)).toBe(false)
  await panel.choose(label)
  await expect.poll(() => isWindowVisible(desktop)).toBe(true)
  await expect(desktop.page).toHaveURL(/#\/runs\/[0-9a-f-]{36}$/)
  await expect(desktop.page.getByRole('main')).toContainText(label.split(', ')[1] ?? '')

  await panel.choose('New run…')
  await expect(desktop.page).toHaveURL(/#\/pipelines$/)
  run.succeed()
})

test('the tray shows that nothing runs, that something does, that it failed, and peace again once the person has looked', async () => {
  const { bus: panel, desktop, hold } = await atRest()
  await expect.poll(() => menu(panel)).toEqual(['New run…', 'Open Signalbox', '─', 'Quit Signalbox'])
  const idle = await picture(panel)
  await closeWindow(desktop)
  await expect.poll(() => isWindowVisible(desktop)).toBe(false)

  const run = hold('nightly')
  await expect.poll(() => tooltip(panel)).toBe('1 run at work')
  const running = await picture(panel)
  const atWork = (command: string): unknown[] => ['At work', NIGHTLY, '─', command, '─', 'New run…', 'Open Signalbox', '─', 'Quit Signalbox']
  await expect.poll(() => menu(panel)).toEqual(atWork('Pause all'))
  await panel.choose('Pause all')
  await expect.poll(() => menu(panel)).toEqual(atWork('Resume all'))
  await panel.choose('Resume all')
  await expect.poll(() => menu(panel)).toEqual(atWork('Pause all'))

  run.fail()
  await expect.poll(() => tooltip(panel)).toBe('1 run failed since you last looked')
  const failed = await picture(panel)
  await expect.poll(() => menu(panel)).toEqual(['Failed last', NIGHTLY, '─', 'New run…', 'Open Signalbox', '─', 'Quit Signalbox'])
  expect(new Set([idle, running, failed]).size).toBe(3)

  await panel.choose('Open Signalbox')
  await expect.poll(() => isWindowVisible(desktop)).toBe(true)
  await expect.poll(() => tooltip(panel)).toBe('Nothing is running')
  expect(await picture(panel)).toBe(idle)
  expect((await panel.tray())?.items).toBe(1)
})

test('a link to a run leads the window of the app that runs to it', async () => {
  const { desktop } = await atRest()
  const id = '0195a1c0-0000-7000-8000-00000000000a'
  for (const [link, address] of [
    [`signalbox://run/${id}`, new RegExp(`#/runs/${id}$`)],
    ['signalbox://run/../../pipelines', new RegExp(`#/runs/${id}$`)],
  ] as const) {
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
    const { executable, args } = appCommand(desktop.dataFolder, link)
    await once(spawn(executable, args, { stdio: 'ignore' }), 'exit')
    await expect.poll(() => isWindowVisible(desktop)).toBe(true)
    await expect(desktop.page).toHaveURL(address)
  }
})
