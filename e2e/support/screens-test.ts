import { join } from 'node:path'
import { test as base, type Page } from '@playwright/test'
import { launchApp, removeDataFolder, temporaryDataFolder } from './launch-app'
import { type PageOpener, pageOpener } from './served-page'
import { openVirtualScreen } from './virtual-screen'

/** The same screens, in the window of the app or in a browser on `signalbox serve`. */
export interface Screens {
  readonly page: Page
  readonly dataFolder: string
  /** How the page calls having no engine for a moment. */
  readonly lostWords: string
  /** Ends the engine's process as a crash would. */
  crashEngine(): Promise<void>
  /** The app starts its engine again by itself; a server is started by whoever runs it. */
  startEngineAgain(): Promise<void>
  close(): Promise<void>
  output(): string
}

/** Each project of playwright.config.ts chooses one. */
export interface ShellOption {
  readonly shell: 'desktop' | 'browser'
}

interface ScreensFixtures {
  readonly dataFolder: string
  readonly screens: Screens
}

interface WorkerFixtures extends ShellOption {
  /** Opens the app's windows away from those of tests that run at the same time, where screens are ours to make. */
  readonly ownScreen: void
  readonly pages: PageOpener
}

export const test = base.extend<ScreensFixtures, WorkerFixtures>({
  shell: ['desktop', { option: true, scope: 'worker' }],
  ownScreen: [
    async ({ shell }, provide) => {
      if (shell === 'browser' || process.env['SIGNALBOX_SCREENS'] !== 'virtual') return provide()
      const screen = await openVirtualScreen()
      // Of this worker, and so of all that it starts.
      process.env['DISPLAY'] = screen.display
      await provide()
      return screen.close()
    },
    { scope: 'worker', auto: true },
  ],
  pages: [
    async ({}, provide) => {
      const pages = pageOpener()
      await provide(pages)
      await pages.close()
    },
    { scope: 'worker' },
  ],
  dataFolder: async ({}, provide) => {
    const folder = temporaryDataFolder('signalbox-screens-')
    await provide(folder)
    await removeDataFolder(folder)
  },
  screens: async ({ shell, pages, dataFolder }, provide, info) => {
    const screens = shell === 'desktop' ? await inTheApp(dataFolder) : await inABrowser(pages, dataFolder)
    await provide(screens)
    await screens.close()
    if (info.status !== info.expectedStatus) await info.attach('engine', { body: screens.output(), contentType: 'text/plain' })
  },
})

async function inTheApp(dataFolder: string): Promise<Screens> {
  const app = await launchApp(dataFolder)
  return {
    page: app.page,
    dataFolder,
    lostWords: 'The engine stopped and is coming back.',
    crashEngine: async () => void process.kill(await app.enginePid(), 'SIGKILL'),
    startEngineAgain: () => Promise.resolve(),
    close: () => app.close(),
    output: () => app.output(),
  }
}

async function inABrowser(pages: PageOpener, dataFolder: string): Promise<Screens> {
  const served = await pages.open(dataFolder)
  return {
    page: served.page,
    dataFolder,
    lostWords: `Nothing answers at ${new URL(served.server().address).host}.`,
    crashEngine: () => served.server().kill(),
    startEngineAgain: () => served.startAgain(),
    close: () => served.close(),
    output: () => served.server().program.output(),
  }
}

/** What the run that is open wrote. */
export const runFolder = ({ page, dataFolder }: Screens): string =>
  join(dataFolder, 'runs', /#\/runs\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? 'no run in the address')

export { expect } from '@playwright/test'
