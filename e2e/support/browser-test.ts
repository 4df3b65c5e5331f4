import { test as base } from '@playwright/test'
import { removeDataFolder, temporaryDataFolder } from './launch-app'
import { openServedPage, type ServedPage } from './served-page'

interface BrowserFixtures {
  readonly dataFolder: string
  readonly served: ServedPage
}

export const test = base.extend<BrowserFixtures>({
  dataFolder: async ({}, provide) => {
    const folder = temporaryDataFolder('signalbox-browser-')
    await provide(folder)
    await removeDataFolder(folder)
  },
  served: async ({ dataFolder }, provide, info) => {
    const served = await openServedPage(dataFolder)
    await provide(served)
    await served.close()
    if (info.status !== info.expectedStatus) await info.attach('server', { body: served.server().program.output(), contentType: 'text/plain' })
  },
})

export { expect } from '@playwright/test'
