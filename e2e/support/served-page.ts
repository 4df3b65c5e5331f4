import type { Browser, BrowserContext, Page } from '@playwright/test'
import { launchHeadlessShell } from './chromium'
import { portOf, type ServeProcess, startServe } from './serve'

/** A server, and pages that it serves in a real browser. */
export interface Served {
  readonly dataFolder: string
  /** The one that runs now. */
  server(): ServeProcess
  /** The page at the address that the server printed, with a profile of its own. */
  openPage(): Promise<Page>
  /** Starts it on the same folder and port as before. */
  startAgain(): Promise<void>
  close(): Promise<void>
}

export interface ServedPage extends Served {
  readonly page: Page
}

/** What opens pages on servers of their own, in one browser: it starts with the first of them. */
export interface PageOpener {
  serve(dataFolder: string): Promise<Served>
  open(dataFolder: string): Promise<ServedPage>
  close(): Promise<void>
}

export function pageOpener(): PageOpener {
  let browser: Browser | null = null
  const serve = async (dataFolder: string) => serveIn((browser ??= await launchHeadlessShell()), dataFolder)
  return {
    serve,
    async open(dataFolder) {
      const served = await serve(dataFolder)
      return { ...served, page: await served.openPage() }
    },
    close: async () => browser?.close(),
  }
}

async function serveIn(browser: Browser, dataFolder: string): Promise<Served> {
  const contexts: BrowserContext[] = []
  let server = await startServe(dataFolder)
  return {
    dataFolder,
    server: () => server,
    async openPage() {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
      contexts.push(context)
      const page = await context.newPage()
      await page.goto(server.link)
      return page
    },
    async startAgain() {
      server = await startServe(dataFolder, portOf(server))
    },
    async close() {
      for (const context of contexts) await context.close()
      await server.kill()
    },
  }
}
