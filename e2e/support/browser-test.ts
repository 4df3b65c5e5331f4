import { test as base } from '@playwright/test'
import { removeDataFolder, temporaryDataFolder } from './launch-app'
import { type PageOpener, pageOpener, type ServedPage } from './served-page'

interface BrowserFixtures {
  readonly dataFolder: string
  readonly served: ServedPage
}

interface WorkerFixtures {
  readonly pages: PageOpener
}

export const test = base.extend<BrowserFixtures, WorkerFixtures>({
  pages: [
    async ({}, provide) => {
      const pages = pageOpener()
      await provide(pages)
      await pages.close()
    },
    { scope: 'worker' },
  ],
  dataFolder: async ({}, provide) => {
    const folder = temporaryDataFolder('signalbox-browser-')
    await provide(folder)
    await removeDataFolder(folder)
  },
  served: async ({ dataFolder, pages }, provide, info) => {
    const served = await pages.open(dataFolder)
    await provide(served)
    await served.close()
    if (info.status !== info.expectedStatus) await info.attach('server', { body: served.server().program.output(), contentType: 'text/plain' })
  },
})

export { expect } from '@playwright/test'
