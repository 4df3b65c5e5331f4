import { join } from 'node:path'
import { test as base, type Page } from '@playwright/test'
import { launchApp, removeDataFolder, temporaryDataFolder } from './launch-app'
import { openServedPage } from './served-page'

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

export const test = base.extend<ScreensFixtures & ShellOption>({
  shell: ['desktop', { option: true }],
  dataFolder: async ({}, provide) => {
    const folder = temporaryDataFolder('signalbox-screens-')
    await provide(folder)
    await removeDataFolder(folder)
  },
  screens: async ({ shell, dataFolder }, provide, info) => {
    const screens = shell === 'desktop' ? await inTheApp(dataFolder) : await inABrowser(dataFolder)
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

async function inABrowser(dataFolder: string): Promise<Screens> {
  const served = await openServedPage(dataFolder)
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
