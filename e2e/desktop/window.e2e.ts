import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { homedir } from 'node:os'
import { engineState, waitUntilLive } from '../support/engine-states'
import { expect, test } from '../support/desktop-test'
import { appCommand, launchApp, removeDataFolder, type RunningApp, temporaryDataFolder } from '../support/launch-app'

test.describe('one app', () => {
  // Each but the last leaves the app as it was: one start is enough for all.
  let desktop: RunningApp

  test.beforeAll(async () => void (desktop = await launchApp(temporaryDataFolder())))
  test.afterEach(async ({}, info) => {
    if (info.status !== info.expectedStatus) await info.attach('main process', { body: desktop.output(), contentType: 'text/plain' })
  })
  test.afterAll(async () => {
    await desktop.close()
    await removeDataFolder(desktop.dataFolder)
  })

  test('the window opens on the built page and the engine is live', async () => {
    await expect(desktop.page).toHaveURL(/^app:\/\/signalbox\//)
    await expect(desktop.page).toHaveTitle(/Signalbox/)
    await waitUntilLive(desktop.page)
    expect(await engineState(desktop.page)).toEqual({ state: 'live', reason: null, restartInMs: null, restarts: 0 })
  })

  test('the page learns the version and who draws the title bar from its first line on', async () => {
    const facts = await desktop.page.evaluate(() => ({
      version: window.desktop?.version,
      platform: window.desktop?.platform,
      titleBar: window.desktop?.titleBar,
    }))
    expect(facts).toEqual({
      version: await desktop.app.evaluate(({ app }) => app.getVersion()),
      platform: process.platform,
      titleBar: expect.stringMatching(/^(overlay|inset|native)$/),
    })
  })

  test('a second start shows the first window and ends', async () => {
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
    const { executable, args } = appCommand(desktop.dataFolder)
    const [code] = await once(spawn(executable, args, { stdio: 'ignore' }), 'exit')
    expect(code).toBe(0)
    await expect.poll(() => desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()))).toEqual([true])
  })

  test('a path outside the folders of pipelines is not shown in the file manager', async () => {
    const refusal = desktop.page.evaluate(
      (path) =>
        window.desktop?.showItemInFolder(path).then(
          () => null,
          (error: Error) => error.message,
        ),
      homedir(),
    )
    expect(await refusal).toBe(`${homedir()} is outside the folders of your pipelines.`)
  })

  // The last: Playwright cannot use the page any more once its process has crashed.
  test('a page whose process crashes is loaded again, and the engine does not notice', async () => {
    await waitUntilLive(desktop.page)
    const engine = await desktop.enginePid()
    const attachedTo = () =>
      desktop.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('document.querySelector("[role=status]")?.textContent ?? ""', true),
      )
    const gone = desktop.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      return new Promise<void>((resolve) => {
        contents?.once('render-process-gone', () => resolve())
        contents?.forcefullyCrashRenderer()
      })
    })
    await gone
    await expect.poll(attachedTo).toMatch(/embedded engine, live/)
    expect(await desktop.enginePid()).toBe(engine)
  })
})

test('window place and theme are kept', async ({ dataFolder, launch }) => {
  const place = { x: 40, y: 60, width: 1000, height: 640 }
  const first = await launch(dataFolder)
  await first.page.evaluate(() => window.desktop?.setTheme('dark'))
  await first.app.evaluate(({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds), place)
  await expect.poll(() => first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())).toEqual(place)
  await first.close()

  const second = await launch(dataFolder)
  expect(await second.page.evaluate(() => window.desktop?.getTheme())).toBe('dark')
  expect(await second.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true)
  await expect.poll(() => second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())).toEqual(place)
})
