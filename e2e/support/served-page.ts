import type { Browser, Page } from '@playwright/test'
import { launchHeadlessShell } from './chromium'
import { portOf, type ServeProcess, startServe } from './serve'

/** A server, and the page it serves in a real browser. */
export interface ServedPage {
  readonly page: Page
  readonly dataFolder: string
  /** The one that runs now. */
  server(): ServeProcess
  /** Starts it on the same folder and port as before. */
  startAgain(): Promise<void>
  close(): Promise<void>
}

/** What opens pages on servers of their own, in one browser: it starts with the first of them and has a profile for each. */
export interface PageOpener {
  open(dataFolder: string): Promise<ServedPage>
  close(): Promise<void>
}

export function pageOpener(): PageOpener {
  let browser: Browser | null = null
  return {
    async open(dataFolder) {
      browser ??= await launchHeadlessShell()
      return openServedPage(browser, dataFolder)
    },
    close: async () => browser?.close(),
  }
}

/** The page at the address that the server printed. */
async function openServedPage(browser: Browser, dataFolder: string): Promise<ServedPage> {
  let server = await startServe(dataFolder)
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(server.link)
  return {
    page,
    dataFolder,
    server: () => server,
    async startAgain() {
      server = await startServe(dataFolder, portOf(server))
    },
    async close() {
      await context.close()
      await server.kill()
    },
  }
}
