import { test as base } from '@playwright/test'
import { removeDataFolder, temporaryDataFolder } from './launch-app'
import { type PageOpener, pageOpener, type Served } from './served-page'

interface WorkerFixtures {
  readonly pages: PageOpener
}

export const test = base.extend<object, WorkerFixtures>({
  pages: [
    async ({}, provide) => {
      const pages = pageOpener()
      await provide(pages)
      await pages.close()
    },
    { scope: 'worker' },
  ],
})

/** One server for all tests of a file, started before the first and closed after the last; called for what it is now. */
export function oneServer(): () => Served {
  let one: Served | null = null
  const now = () => {
    if (one === null) throw new Error('The server is started before the first test.')
    return one
  }
  test.beforeAll(async ({ pages }) => void (one = await pages.serve(temporaryDataFolder('signalbox-browser-'))))
  test.afterEach(async ({}, info) => {
    if (info.status !== info.expectedStatus) await info.attach('server', { body: now().server().program.output(), contentType: 'text/plain' })
  })
  test.afterAll(async () => {
    await now().close()
    await removeDataFolder(now().dataFolder)
  })
  return now
}

export { expect } from '@playwright/test'
