import type { Page } from '@playwright/test'
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

/** The page at the address that the server printed. */
export async function openServedPage(dataFolder: string): Promise<ServedPage> {
  let server = await startServe(dataFolder)
  const browser = await launchHeadlessShell()
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
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
      await browser.close()
      await server.kill()
    },
  }
}
