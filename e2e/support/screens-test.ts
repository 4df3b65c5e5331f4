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
  /** Whether the tests of a file have the same screens, one after another, as the one before left them. */
  readonly oneForAll: boolean
  readonly dataFolder: string
  readonly screens: Screens
}

interface WorkerFixtures extends ShellOption {
  /** Opens the app's windows away from those of tests that run at the same time, where screens are ours to make. */
  readonly ownScreen: void
  readonly pages: PageOpener
  readonly kept: KeptScreens
}

/** The screens that the tests of a file share; they are closed when those of another are asked for. */
interface KeptScreens {
  of(file: string): Promise<Screens>
}

const PREFIX = 'signalbox-screens-'

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
  kept: [
    async ({ shell, pages }, provide) => {
      let kept: { readonly file: string; readonly screens: Screens } | null = null
      const end = async () => {
        const screens = kept?.screens
        kept = null
        await screens?.close()
        if (screens !== undefined) await removeDataFolder(screens.dataFolder)
      }
      await provide({
        async of(file) {
          if (kept?.file === file) return kept.screens
          await end()
          const screens = await openScreens(shell, pages, temporaryDataFolder(PREFIX))
          kept = { file, screens }
          return screens
        },
      })
      await end()
    },
    { scope: 'worker' },
  ],
  oneForAll: [false, { option: true }],
  dataFolder: async ({}, provide) => {
    const folder = temporaryDataFolder(PREFIX)
    await provide(folder)
    await removeDataFolder(folder)
  },
  screens: async ({ oneForAll, kept, shell, pages, dataFolder }, provide, info) => {
    const screens = oneForAll ? await kept.of(info.file) : await openScreens(shell, pages, dataFolder)
    await provide(screens)
    if (!oneForAll) await screens.close()
    if (info.status !== info.expectedStatus) await info.attach('engine', { body: screens.output(), contentType: 'text/plain' })
  },
})

const openScreens = (shell: ShellOption['shell'], pages: PageOpener, dataFolder: string): Promise<Screens> =>
  shell === 'desktop' ? inTheApp(dataFolder) : inABrowser(pages, dataFolder)

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
